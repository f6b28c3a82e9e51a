/* Placeholders in an experiment's texts are replaced by its values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <dirent.h>

#include <cmocka.h>

#include "bench/plan/experiment_read.h"
#include "bench/plan/experiment_texts.h"
#include "bench/plan/parameters.h"
#include "tests/bench/experiment_text.h"

static struct experiment experiment;

static enum status fill(const char *title, const char *set, struct error *error) {
  char text[512];
  snprintf(text, sizeof text,
           "{\"title\":\"%s\",\"params\":{\"transport\":\"sse\",\"clients\":[10,20,30]}}", title);
  enum status status = experiment_from(&experiment, text, error);
  if (status == STATUS_OK && set)
    status = experiment_set(&experiment, set, error);
  return status == STATUS_OK ? experiment_texts_fill(&experiment, error) : status;
}

static void assert_filled(const char *title, const char *set, const char *expected) {
  struct error error = {.text = ""};
  if (fill(title, set, &error) != STATUS_OK)
    fail_msg("%s", error.text);
  assert_string_equal(experiment.title, expected);
  experiment_release(&experiment);
}

static void values_stand_for_names_in_braces(void **state) {
  (void)state;
  assert_filled("{clients} users", NULL, "10, 20 and 30 users");
  assert_filled("{clients} users", "clients=15000", "15000 users");
  assert_filled("every {interval_ms} ms", NULL, "every 1000 ms"); /* the default value */
  assert_filled("{repeats}×, {time_scale}", "repeats=3", "3×, 1");
  assert_filled("no names", NULL, "no names");
}

static void an_unknown_placeholder_is_refused(void **state) {
  (void)state;
  static const char *const titles[] = {"{client} users", "{clients users", "{} users"};
  for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
    struct error error = {.text = ""};
    assert_int_equal(fill(titles[i], NULL, &error), STATUS_USAGE);
    assert_non_null(strstr(error.text, "title: {"));
    assert_string_equal(experiment.title, titles[i]);
    experiment_release(&experiment);
  }
}

/* Fails if the text has the number followed by " users" or " connections". */
static void assert_not_said(const char *path, const char *text, const char *number) {
  if (!*number)
    return; /* a search sets no number of users */
  static const char *const things[] = {"users", "connections", "User"};
  for (size_t i = 0; i < sizeof things / sizeof *things; i++) {
    char words[64];
    snprintf(words, sizeof words, "%s %s", number, things[i]);
    if (strstr(text, words))
      fail_msg("%s says “%s” whatever clients is", path, words);
  }
}

static void texts_of_experiments_name_no_wrong_number_of_users(void **state) {
  (void)state;
  DIR *folder = opendir("experiments");
  size_t read = 0;
  assert_non_null(folder);
  for (struct dirent *entry; (entry = readdir(folder));) {
    char path[300], number[64] = "";
    struct error error = {.text = ""};
    if (!strstr(entry->d_name, ".json"))
      continue;
    snprintf(path, sizeof path, "experiments/%s", entry->d_name);
    if (experiment_load(&experiment, path, &error) != STATUS_OK)
      fail_msg("%s", error.text);
    for (size_t i = 0; i < experiment.settings.count; i++)
      if (strcmp(parameters_table()[experiment.settings.items[i].parameter].name, "clients") == 0)
        snprintf(number, sizeof number, "%s", experiment.settings.items[i].values[0]);
    if (experiment_set(&experiment, "clients=4321", &error) != STATUS_OK ||
        experiment_texts_fill(&experiment, &error) != STATUS_OK)
      fail_msg("%s: %s", path, error.text);
    assert_not_said(path, experiment.title, number);
    assert_not_said(path, experiment.question, number);
    assert_not_said(path, experiment.description, number);
    experiment_release(&experiment);
    read++;
  }
  closedir(folder);
  assert_true(read > 10);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(values_stand_for_names_in_braces),
      cmocka_unit_test(an_unknown_placeholder_is_refused),
      cmocka_unit_test(texts_of_experiments_name_no_wrong_number_of_users),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
