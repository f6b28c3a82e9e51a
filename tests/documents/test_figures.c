/* The table of figures: complete, without contradictions, and printed as docs/figures.md. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "documents/figures.h"

static void every_path_stands_once_and_has_a_meaning(void **state) {
  (void)state;
  for (int i = 0; i < FIGURE_NUMBER; i++) {
    const struct figure_entry *entry = &figure_table[i];
    assert_true(strlen(entry->path) > 0 && strlen(entry->path) < FIGURE_PATH_BYTES);
    assert_true(strlen(entry->meaning) > 0);
    assert_int_equal(figure_named(entry->path), i); /* the first of that path */
  }
  assert_int_equal(figure_named("latency_ns.p98"), FIGURE_NUMBER);
}

static void a_column_that_repeats_are_summarised_over_says_why_it_may_be_absent(void **state) {
  (void)state;
  for (int i = 0; i < FIGURE_COLUMNS; i++)
    if (figure_is_metric((enum figure)i) && !*figure_table[i].absent)
      fail_msg("%s", figure_table[i].path);
}

/* The last part of a path that is a unit, "" where none is. */
static const char *unit_in(const char *path, char *part, size_t bytes) {
  static const char *const units[] = {"ns", "us", "ms", "s", "bytes"};
  const char *found = "";
  while (*path) {
    size_t length = strcspn(path, "._");
    snprintf(part, bytes, "%.*s", (int)length, path);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
      if (strcmp(part, units[i]) == 0)
        found = units[i];
    path += length + (path[length] != '\0');
  }
  return found;
}

static void a_path_says_no_other_unit_than_the_table(void **state) {
  (void)state;
  static const struct {
    enum figure_unit unit;
    const char *part;
  } said[] = {{UNIT_NS, "ns"}, {UNIT_US, "us"}, {UNIT_MS, "ms"}, {UNIT_S, "s"}};
  for (int i = 0; i < FIGURE_NUMBER; i++) {
    char part[FIGURE_PATH_BYTES];
    const char *unit = unit_in(figure_table[i].path, part, sizeof part);
    for (size_t j = 0; j < sizeof said / sizeof *said; j++)
      if (figure_table[i].unit == said[j].unit)
        assert_string_equal(unit, said[j].part);
  }
}

static void a_number_that_is_none_is_not_put(void **state) {
  (void)state;
  json_t *document = json_object();
  figure_put_number(document, FIGURE_WIRE_PER_MESSAGE, 0.0 / 0.0);
  assert_null(figure_json(document, FIGURE_WIRE_PER_MESSAGE));
  figure_put_number(document, FIGURE_WIRE_PER_MESSAGE, 110.5);
  assert_float_equal(figure_value(document, FIGURE_WIRE_PER_MESSAGE, 0), 110.5, 0);
  assert_true(figure_is_measured(document, FIGURE_WIRE_PER_MESSAGE));
  json_decref(document);
}

static void the_page_of_figures_is_the_tables(void **state) {
  (void)state;
  char *text = NULL;
  size_t bytes;
  FILE *stream = open_memstream(&text, &bytes);
  FILE *page = fopen("docs/figures.md", "re");
  assert_non_null(stream);
  assert_non_null(page);
  figures_write_markdown(stream);
  fclose(stream);
  char *kept = calloc(1, bytes + 2);
  size_t kept_bytes = fread(kept, 1, bytes + 1, page);
  fclose(page);
  if (kept_bytes != bytes || memcmp(kept, text, bytes) != 0)
    fail_msg("docs/figures.md is not what the table says: make docs");
  free(kept);
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_path_stands_once_and_has_a_meaning),
      cmocka_unit_test(a_column_that_repeats_are_summarised_over_says_why_it_may_be_absent),
      cmocka_unit_test(a_path_says_no_other_unit_than_the_table),
      cmocka_unit_test(a_number_that_is_none_is_not_put),
      cmocka_unit_test(the_page_of_figures_is_the_tables),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
