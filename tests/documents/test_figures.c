/* The table of figures: complete, without contradictions, and printed as docs/figures.md. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "documents/compare_document.h"
#include "documents/figures.h"
#include "documents/run_document.h"

static void every_path_stands_once_and_has_a_meaning(void **state) {
  (void)state;
  for (int i = 0; i < FIGURE_NUMBER; i++) {
    const struct figure_entry *entry = &figure_table[i];
    assert_true(strlen(entry->path) > 0 && strlen(entry->path) < FIGURE_PATH_BYTES);
    assert_true(strlen(entry->meaning) > 0);
    assert_int_equal(figure_named(entry->path), i); /* no earlier entry has the path */
  }
  assert_int_equal(figure_named("latency_ns.p98"), FIGURE_NUMBER);
}

/* Whether the path is that of a histogram's member: the length of the histogram's path, else 0. */
static size_t histogram_of(const char *path) {
  for (int i = 0; i < HISTOGRAM_NUMBER; i++) {
    size_t bytes = strlen(histogram_table[i].path);
    if (strncmp(path, histogram_table[i].path, bytes) == 0 && path[bytes] == '.')
      return bytes;
  }
  return 0;
}

static bool is_histogram_member(const char *name) {
  for (size_t i = 0; histogram_members[i]; i++)
    if (strcmp(histogram_members[i], name) == 0)
      return true;
  return false;
}

static void a_figure_within_a_histogram_is_one_of_its_members(void **state) {
  (void)state;
  int found = 0;
  for (int i = 0; i < FIGURE_NUMBER; i++) {
    const char *path = figure_table[i].path;
    size_t bytes = histogram_of(path);
    if (bytes > 0 && !is_histogram_member(path + bytes + 1))
      fail_msg("%s is not a member of a histogram", path);
    found += bytes > 0;
  }
  assert_in_range(found, 100, FIGURE_NUMBER);
}

/* The unit of the figure at the path's first `bytes`; an object if there is none. */
static enum figure_unit unit_at(const char *path, size_t bytes) {
  char text[FIGURE_PATH_BYTES];
  snprintf(text, sizeof text, "%.*s", (int)bytes, path);
  enum figure figure = figure_named(text);
  return figure < FIGURE_NUMBER ? figure_table[figure].unit : UNIT_OBJECT;
}

/* Whether the part before the dot may have members. */
static bool has_members(const char *path, const char *dot) {
  size_t bytes = (size_t)(dot - path);
  if (dot[-1] == ']')
    return unit_at(path, bytes - strlen("[]")) == UNIT_LIST;
  enum figure_unit unit = unit_at(path, bytes);
  return unit == UNIT_OBJECT || unit == UNIT_COUNTS;
}

/* A number has no members, and the objects of a list are within a list. */
static void no_path_leads_through_a_figure_that_has_no_members(void **state) {
  (void)state;
  for (int i = 0; i < FIGURE_NUMBER; i++) {
    const char *path = figure_table[i].path;
    for (const char *dot = strchr(path, '.'); dot; dot = strchr(dot + 1, '.'))
      if (!has_members(path, dot))
        fail_msg("%s", path);
  }
}

static void a_figure_of_the_whole_run_is_one_of_the_measured_phase_too(void **state) {
  (void)state;
  for (int i = 0; i < FIGURE_NUMBER; i++) {
    const struct figure_entry *whole = &figure_table[i];
    if (strncmp(whole->path, "whole.", strlen("whole.")) != 0)
      continue;
    enum figure phase = figure_named(whole->path + strlen("whole."));
    assert_int_not_equal(phase, FIGURE_NUMBER);
    assert_int_equal(figure_table[phase].unit, whole->unit);
  }
}

static void a_column_that_repeats_are_summarised_over_says_why_it_may_be_absent(void **state) {
  (void)state;
  for (int i = 0; i < FIGURE_COLUMNS; i++)
    if (figure_is_metric((enum figure)i) && !*figure_table[i].absent)
      fail_msg("%s", figure_table[i].path);
}

/* The last part of the path that is a unit; "" without one. */
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

static void numbers_that_are_not_finite_are_not_written(void **state) {
  (void)state;
  json_t *document = json_object();
  figure_put_number(document, FIGURE_WIRE_PER_MESSAGE, 0.0 / 0.0);
  assert_null(figure_json(document, FIGURE_WIRE_PER_MESSAGE));
  figure_put_number(document, FIGURE_WIRE_PER_MESSAGE, 110.5);
  assert_float_equal(figure_value(document, FIGURE_WIRE_PER_MESSAGE, 0), 110.5, 0);
  assert_true(figure_is_measured(document, FIGURE_WIRE_PER_MESSAGE));
  json_decref(document);
}

static void a_member_of_a_list_is_put_into_its_object(void **state) {
  (void)state;
  json_t *fault = json_object();
  assert_true(figure_is_in_list(FIGURE_FAULT_LOST));
  assert_false(figure_is_in_list(FIGURE_LOST));
  figure_put_count(fault, FIGURE_FAULT_LOST, 3);
  figure_put_count_if(fault, FIGURE_FAULT_LATE, false, 4);
  assert_int_equal(json_integer_value(json_object_get(fault, "lost")), 3);
  assert_true(json_is_null(json_object_get(fault, "late")));
  assert_float_equal(figure_value(fault, FIGURE_FAULT_LOST, 0), 3, 0);
  json_decref(fault);
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
  run_write_markdown(stream);
  compare_write_markdown(stream);
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
      cmocka_unit_test(a_figure_within_a_histogram_is_one_of_its_members),
      cmocka_unit_test(no_path_leads_through_a_figure_that_has_no_members),
      cmocka_unit_test(a_figure_of_the_whole_run_is_one_of_the_measured_phase_too),
      cmocka_unit_test(a_member_of_a_list_is_put_into_its_object),
      cmocka_unit_test(a_column_that_repeats_are_summarised_over_says_why_it_may_be_absent),
      cmocka_unit_test(a_path_says_no_other_unit_than_the_table),
      cmocka_unit_test(numbers_that_are_not_finite_are_not_written),
      cmocka_unit_test(the_page_of_figures_is_the_tables),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
