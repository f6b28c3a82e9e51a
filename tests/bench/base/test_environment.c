/* The variables of the caller's environment that programs get, and the report of the others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bench/base/environment.h"
#include "documents/run_document.h"

static void assert_made(char *const *caller, const char *expected) {
  struct environment made = environment_make(caller, NULL);
  char text[512] = "";
  for (const char *const *entry = made.entries; *entry; entry++)
    snprintf(text + strlen(text), sizeof text - strlen(text), "%s;", *entry);
  assert_string_equal(text, expected);
}

static const char *said_of(char *const *caller, enum run_member member, char *out,
                           size_t capacity) {
  json_t *record = json_object();
  environment_put(record, caller);
  const char *text = run_text(record, member);
  snprintf(out, capacity, "%s", text ? text : "nothing");
  json_decref(record);
  return out;
}

static void variables_that_change_figures_are_left_out_and_the_locale_is_set(void **state) {
  (void)state;
  char *const caller[] = {"PATH=/bin",          "http_proxy=http://u:secret@p",
                          "ALL_PROXY=x",        "LC_ALL=de_DE.UTF-8",
                          "LANG=de_DE.UTF-8",   "MALLOC_ARENA_MAX=1",
                          "LD_PRELOAD=/x.so",   "LD_LIBRARY_PATH=/opt/lib",
                          "HOME=/home/u",       "LIBEV_FLAGS=1",
                          "EDITOR=vi",          "ASAN_OPTIONS=detect_leaks=1",
                          "SSLKEYLOGFILE=keys", NULL};
  char text[512];
  assert_made(caller, "LC_ALL=C.UTF-8;PATH=/bin;LD_LIBRARY_PATH=/opt/lib;HOME=/home/u;"
                      "ASAN_OPTIONS=detect_leaks=1;");
  assert_string_equal(said_of(caller, RUN_MACHINE_ENVIRONMENT_SET, text, sizeof text),
                      "LC_ALL=C.UTF-8");
  assert_string_equal(said_of(caller, RUN_MACHINE_ENVIRONMENT_KEPT, text, sizeof text),
                      "LD_LIBRARY_PATH=/opt/lib ASAN_OPTIONS=detect_leaks=1");
  assert_string_equal(said_of(caller, RUN_MACHINE_ENVIRONMENT_LEFT_OUT, text, sizeof text),
                      "http_proxy ALL_PROXY LC_ALL LANG MALLOC_ARENA_MAX LD_PRELOAD LIBEV_FLAGS "
                      "SSLKEYLOGFILE");
}

static void without_kept_or_removed_variables_nothing_is_reported(void **state) {
  (void)state;
  char *const caller[] = {"PATH=/bin", "LC_ALL=C.UTF-8", "TERM=xterm", NULL}, *const none[] = {
                                                                                  NULL};
  char text[512];
  assert_made(caller, "LC_ALL=C.UTF-8;PATH=/bin;");
  assert_made(none, "LC_ALL=C.UTF-8;");
  assert_string_equal(said_of(caller, RUN_MACHINE_ENVIRONMENT_KEPT, text, sizeof text), "nothing");
  assert_string_equal(said_of(caller, RUN_MACHINE_ENVIRONMENT_LEFT_OUT, text, sizeof text),
                      "nothing");
}

static void lists_of_variables_are_cut_to_their_room(void **state) {
  (void)state;
  char names[2 * ENVIRONMENT_ENTRIES_MAX][32], *caller[2 * ENVIRONMENT_ENTRIES_MAX + 1] = {NULL};
  for (int i = 0; i < 2 * ENVIRONMENT_ENTRIES_MAX; i++) {
    snprintf(names[i], sizeof names[i], "GCOV_PREFIX%d=x", i);
    caller[i] = names[i];
  }
  struct environment made = environment_make(caller, NULL);
  assert_string_equal(made.entries[ENVIRONMENT_ENTRIES_MAX - 1], "GCOV_PREFIX22=x");
  assert_null(made.entries[ENVIRONMENT_ENTRIES_MAX]);
}

static void all_of_many_variables_are_named(void **state) {
  enum { VARIABLES = 100 };
  (void)state;
  char names[VARIABLES][40], *caller[VARIABLES + 1] = {NULL};
  for (int i = 0; i < VARIABLES; i++) {
    snprintf(names[i], sizeof names[i], "MALLOC_A_RATHER_LONG_NAME_%d=x", i);
    caller[i] = names[i];
  }
  char text[4096];
  said_of(caller, RUN_MACHINE_ENVIRONMENT_LEFT_OUT, text, sizeof text);
  assert_non_null(strstr(text, "MALLOC_A_RATHER_LONG_NAME_0 "));
  assert_non_null(strstr(text, " MALLOC_A_RATHER_LONG_NAME_99"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(variables_that_change_figures_are_left_out_and_the_locale_is_set),
      cmocka_unit_test(without_kept_or_removed_variables_nothing_is_reported),
      cmocka_unit_test(lists_of_variables_are_cut_to_their_room),
      cmocka_unit_test(all_of_many_variables_are_named),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
