/* run.json and the summaries beside it: written, completed, and recovered from a run that was
 * killed. */
#include "tests/bench/run_made.h"

#include "bench/results/record.h"

/* A begun run.json of two cells with two repeats each. */
static json_t *record_new(void) {
  json_t *record =
      json_pack("{s:i,s:s,s:i,s:[{s:s},{s:s}]}", "schema", RUN_SCHEMA, "outcome", RECORD_RUNNING,
                "executions_planned", 4, "cells", "cell", "a", "cell", "b");
  assert_non_null(record);
  return record;
}

/* The cell.json of a valid repeat with this mean latency. */
static json_t *document_new(const char *cell, int repeat, double mean_ns) {
  struct made_run run = {.count = 0};
  json_t *document = made_run_repeat(&run, cell, repeat, "lws", "sse");
  figure_put_number(document, FIGURE_LATENCY_MEAN, mean_ns);
  return document;
}

static void cell_write(const char *cell, int repeat, double mean_ns) {
  char name[64];
  json_t *document = document_new(cell, repeat, mean_ns);
  snprintf(name, sizeof name, "cells/%s/%d/cell.json", cell, repeat);
  made_json_write(name, document);
  json_decref(document);
}

/* run.json from the folder. */
static json_t *record_read(void) {
  json_t *record = json_load_file(path_of("%s/run.json", made_folder).text, 0, NULL);
  assert_non_null(record);
  return record;
}

static const char *text_at(const json_t *object, const char *name) {
  return json_string_value(json_object_get(object, name));
}

static double median_of(const json_t *record, size_t cell, const char *metric) {
  const json_t *metrics =
      json_object_get(json_array_get(json_object_get(record, "cells"), cell), "metrics");
  return json_number_value(json_object_get(json_object_get(metrics, metric), "median"));
}

static size_t rows_of(const char *name) {
  char *text = made_file_text(name);
  size_t rows = 0;
  assert_non_null(text);
  for (const char *at = text; *at; at++)
    rows += *at == '\n';
  free(text);
  return rows;
}

static void a_run_is_completed_from_what_its_cells_say(void **state) {
  (void)state;
  struct error error = {""};
  json_t *record = record_new();
  json_t *documents[] = {document_new("a", 1, 1000), document_new("a", 2, 3000),
                         document_new("b", 1, 5000), document_new("b", 2, 5000)};
  assert_int_equal(record_complete(record, documents, 2, "done", made_folder, &error), STATUS_OK);
  json_decref(record);
  record = record_read();
  assert_string_equal(text_at(record, "outcome"), "done");
  assert_false(json_is_true(json_object_get(record, "interrupted")));
  assert_int_equal(json_integer_value(json_object_get(record, "executions_done")), 4);
  assert_int_equal(strlen(text_at(record, "ended")), strlen("2026-11-24T02:20:00Z"));
  assert_true(median_of(record, 0, "latency_ns.mean") == 2000);
  assert_true(median_of(record, 1, "latency_ns.mean") == 5000);
  assert_int_equal(rows_of("summary.tsv"), 5);
  assert_int_equal(rows_of("summary.csv"), 5);
  assert_true(rows_of("metrics.txt") > 4);
  assert_null(made_file_text("run.json.new"));
  json_decref(record);
  for (size_t i = 0; i < 4; i++)
    json_decref(documents[i]);
}

/* The record of a run with bounds: its intervals are of the level of the look that comes next. */
static void a_run_that_goes_on_is_written_with_what_is_there(void **state) {
  (void)state;
  struct error error = {""};
  json_t *record = record_new();
  json_object_set_new(record, "experiment",
                      json_pack("{s:{s:s}}", "until", "latency_ns.mean", "±5%"));
  json_t *documents[] = {document_new("a", 1, 1000), NULL, document_new("b", 1, 5000), NULL};
  assert_int_equal(record_update(record, documents, 2, made_folder, &error), STATUS_OK);
  json_decref(record);
  record = record_read();
  assert_string_equal(text_at(record, "outcome"), RECORD_RUNNING);
  assert_null(json_object_get(record, "ended"));
  assert_int_equal(json_integer_value(json_object_get(record, "executions_done")), 2);
  assert_true(json_real_value(json_object_get(record, "interval_level")) == 0.992);
  assert_true(median_of(record, 1, "latency_ns.mean") == 5000);
  assert_int_equal(rows_of("summary.tsv"), 3);
  json_decref(record);
  json_decref(documents[0]);
  json_decref(documents[2]);
}

static void missing_repeats_have_no_row(void **state) {
  (void)state;
  struct error error = {""};
  json_t *record = record_new();
  json_t *documents[] = {NULL, document_new("a", 2, 3000), NULL, NULL};
  assert_int_equal(record_complete(record, documents, 2, "interrupted", made_folder, &error),
                   STATUS_OK);
  json_decref(record);
  record = record_read();
  assert_string_equal(text_at(record, "outcome"), "interrupted");
  assert_true(json_is_true(json_object_get(record, "interrupted")));
  assert_int_equal(json_integer_value(json_object_get(record, "executions_done")), 1);
  assert_true(median_of(record, 0, "latency_ns.mean") == 3000);
  assert_int_equal(rows_of("summary.tsv"), 2);
  json_decref(record);
  json_decref(documents[1]);
}

static void a_file_that_cannot_be_written_is_an_error(void **state) {
  (void)state;
  static const char *const names[] = {"summary.tsv", "metrics.txt", "run.json"};
  for (size_t i = 0; i < 3; i++) {
    struct error error = {""};
    json_t *record = record_new(), *documents[4] = {NULL};
    struct path place = path_of("%s/%s", made_folder, names[i]);
    made_file_write(path_of("%s/in_its_place", names[i]).text, "");
    assert_int_equal(record_complete(record, documents, 2, "done", made_folder, &error),
                     STATUS_ENVIRONMENT);
    assert_says(error.text, names[i]);
    assert_says(error.text, "directory");
    folder_remove(place.text);
    json_decref(record);
  }
  assert_int_equal(record_write(NULL, "/nowhere", NULL), STATUS_ENVIRONMENT);
}

static void members_that_neither_form_needs_are_removed(void **state) {
  (void)state;
  json_t *document = json_loads(
      "{\"timeline\":[],\"series\":{},\"whole\":{},\"notes\":[],\"idle\":{},\"cell\":\"a\","
      "\"client\":{\"cpu_s\":1,\"loop_lag_histogram\":\"x\"},"
      "\"server\":{\"report\":{},\"cpu_s\":2},\"noise\":{\"histograms\":{},\"cpu_share\":3}}",
      0, NULL);
  assert_non_null(document);
  record_trim(document);
  char *text = json_dumps(document, JSON_COMPACT | JSON_SORT_KEYS);
  assert_string_equal(text, "{\"cell\":\"a\",\"client\":{\"cpu_s\":1},\"noise\":{\"cpu_share\":3},"
                            "\"server\":{\"cpu_s\":2}}");
  free(text);
  json_decref(document);
}

static void a_run_that_was_killed_is_completed_from_its_folder(void **state) {
  (void)state;
  struct error error = {""};
  json_t *record = record_new();
  made_json_write("run.json", record);
  json_decref(record);
  cell_write("a", 1, 1000);
  cell_write("b", 1, 4000);
  made_file_write("cells/b/2/cell.json", "{\"schema\":");
  assert_int_equal(record_recover(made_folder, &error), STATUS_OK);
  record = record_read();
  assert_string_equal(text_at(record, "outcome"), "interrupted");
  assert_int_equal(json_integer_value(json_object_get(record, "executions_done")), 2);
  assert_true(median_of(record, 1, "latency_ns.mean") == 4000);
  assert_int_equal(rows_of("summary.tsv"), 3);
  json_decref(record);
}

static void a_run_that_came_to_its_end_is_left_as_it_is(void **state) {
  (void)state;
  struct error error = {""};
  char text[64];
  snprintf(text, sizeof text, "{\"schema\":%d,\"outcome\":\"done\"}", RUN_SCHEMA);
  made_file_write("run.json", text);
  assert_int_equal(record_recover(made_folder, &error), STATUS_OK);
  assert_file("run.json", text);
  assert_null(made_file_text("summary.tsv"));
}

static void a_folder_that_cannot_be_recovered_is_refused(void **state) {
  (void)state;
  struct error error = {""};
  assert_int_equal(record_recover(made_folder, &error), STATUS_USAGE);
  json_t *record = record_new();
  made_json_write("run.json", record);
  assert_int_equal(record_recover(made_folder, &error), STATUS_CHECK);
  assert_says(error.text, ": no cell was finished");
  json_object_set_new(record, "executions_planned", json_integer(3)); /* of two cells */
  made_json_write("run.json", record);
  assert_int_equal(record_recover(made_folder, &error), STATUS_CHECK);
  assert_says(error.text, "/run.json names no cells: it is damaged");
  json_decref(record);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_FOLDER(a_run_is_completed_from_what_its_cells_say),
      IN_FOLDER(a_run_that_goes_on_is_written_with_what_is_there),
      IN_FOLDER(missing_repeats_have_no_row),
      IN_FOLDER(a_file_that_cannot_be_written_is_an_error),
      cmocka_unit_test(members_that_neither_form_needs_are_removed),
      IN_FOLDER(a_run_that_was_killed_is_completed_from_its_folder),
      IN_FOLDER(a_run_that_came_to_its_end_is_left_as_it_is),
      IN_FOLDER(a_folder_that_cannot_be_recovered_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
