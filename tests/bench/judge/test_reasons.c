/* The reasons of many repeats and cells are summed up in few lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/report/reason_lines.h"
#include "bench/results/results_reasons.h"
#include "tests/contracts.h"

enum { CELLS = 16 };

struct run {
  struct results results;
  struct result_cell cells[CELLS];
};

static struct run *run_new(size_t cells) {
  static const char *const names[CELLS] = {"c0", "c1", "c2",  "c3",  "c4",  "c5",  "c6",  "c7",
                                           "c8", "c9", "c10", "c11", "c12", "c13", "c14", "c15"};
  struct run *run = calloc(1, sizeof *run);
  assert_non_null(run);
  run->results.cells = run->cells;
  run->results.cell_count = cells;
  for (size_t i = 0; i < cells; i++)
    run->cells[i].name = (char *)names[i];
  return run;
}

static void run_release(struct run *run) {
  for (size_t i = 0; i < run->results.cell_count; i++)
    result_reasons_release(&run->cells[i].reasons);
  free(run);
}

static void repeat_begin(struct result_cell *cell, enum verdict_grade grade) {
  cell->repeat_count++;
  cell->grade = grade > cell->grade ? grade : cell->grade;
}

static json_t *verdict(const char *status, json_t *reasons, json_t *kinds, json_t *severities) {
  return json_pack("{s:{s:s,s:o*,s:o*,s:o*}}", "verdict", "status", status, "reasons", reasons,
                   "kinds", kinds, "severities", severities);
}

static enum status document_read(struct result_cell *cell, json_t *document, struct error *error) {
  enum status status = results_read_reasons(cell, document, "cell.json", error);
  json_decref(document);
  return status;
}

/* Adds a repeat with one reason. */
static void repeat_add(struct result_cell *cell, const char *kind, double severity,
                       const char *text) {
  bool invalid = reason_table[reason_named(kind)].invalid;
  repeat_begin(cell, invalid ? VERDICT_INVALID : VERDICT_SUSPECT);
  json_t *document = verdict(invalid ? "invalid" : "suspect", json_pack("[s]", text),
                             json_pack("[s]", kind), json_pack("[f]", severity));
  assert_int_equal(document_read(cell, document, NULL), STATUS_OK);
}

static void assert_line(const struct result_cell *cell, size_t at, const char *expected) {
  char line[REASON_LINE_BYTES];
  assert_true(at < cell->reasons.count);
  reason_line(cell, &cell->reasons.items[at], line, sizeof line);
  assert_string_equal(line, expected);
}

static void assert_printed(const struct run *run, const char *expected) {
  char *written = NULL;
  size_t bytes;
  FILE *stream = open_memstream(&written, &bytes);
  assert_non_null(stream);
  reason_lines_print(stream, &run->results, 0);
  fclose(stream);
  assert_string_equal(written, expected);
  free(written);
}

static void a_cell_has_one_line_for_a_kind_with_the_worst(void **state) {
  (void)state;
  struct run *run = run_new(1);
  struct result_cell *cell = &run->cells[0];
  repeat_add(cell, "other_programs.server", 0.2, "up to 20 % of p50");
  repeat_add(cell, "other_programs.server", 0.9, "up to 90 % of p50");
  repeat_begin(cell, VERDICT_VALID);
  repeat_add(cell, "other_programs.server", 0.9, "up to 90 % of p99");
  repeat_add(cell, "other_programs.client", 0.3, "up to 30 % of p50");
  assert_int_equal(cell->reasons.count, 2);
  assert_line(cell, 0, "in 3 of 5 repeats: up to 90 % of p50");
  assert_line(cell, 1, "in 1 of 5 repeats: up to 30 % of p50");
  assert_printed(run, "c0: in 3 of 5 repeats: up to 90 % of p50\n"
                      "c0: in 1 of 5 repeats: up to 30 % of p50\n");
  run_release(run);
}

static void reasons_that_make_a_cell_invalid_come_first(void **state) {
  (void)state;
  struct run *run = run_new(1);
  struct result_cell *cell = &run->cells[0];
  repeat_add(cell, "late.publisher", 0.9, "the publisher was late");
  repeat_add(cell, "messages_lost", 3, "3 lost");
  repeat_add(cell, "connections.failed", 1, "1 failed");
  assert_line(cell, 0, "in 1 of 3 repeats: 3 lost");
  assert_line(cell, 1, "in 1 of 3 repeats: 1 failed");
  assert_line(cell, 2, "in 1 of 3 repeats: the publisher was late");
  run_release(run);
}

static void a_single_repeat_is_not_counted(void **state) {
  (void)state;
  struct run *run = run_new(1);
  repeat_add(&run->cells[0], "not_ready", 3, "3 users were not ready");
  assert_printed(run, "c0: 3 users were not ready\n");
  run_release(run);
}

static void ways_to_fail_are_told_apart_by_their_sentences(void **state) {
  (void)state;
  struct run *run = run_new(1);
  struct result_cell *cell = &run->cells[0];
  static const char *const errors[] = {"the server died", "the client died", "the server died"};
  for (size_t i = 0; i < 3; i++) {
    repeat_begin(cell, VERDICT_FAILED);
    json_t *document = verdict("invalid", json_pack("[s]", errors[i]), json_pack("[s]", "outcome"),
                               json_pack("[f]", 0.));
    json_object_set_new(document, "error", json_string(errors[i]));
    assert_int_equal(document_read(cell, document, NULL), STATUS_OK);
  }
  assert_int_equal(cell->reasons.count, 2);
  assert_line(cell, 0, "in 2 of 3 repeats: the server died");
  assert_line(cell, 1, "in 1 of 3 repeats: the client died");
  run_release(run);
}

/* Reasons of an older run, of a newer one, and of a failed program. */
static void without_a_known_kind_sentences_are_compared(void **state) {
  (void)state;
  struct run *run = run_new(1);
  struct result_cell *cell = &run->cells[0];
  repeat_begin(cell, VERDICT_SUSPECT);
  assert_int_equal(
      document_read(cell, verdict("suspect", json_pack("[s,s]", "a", "b"), NULL, NULL), NULL),
      STATUS_OK);
  repeat_begin(cell, VERDICT_SUSPECT);
  assert_int_equal(
      document_read(cell,
                    verdict("suspect", json_pack("[s,s]", "b", "c"),
                            json_pack("[s,n]", "of tomorrow"), json_pack("[f,s]", 1., "no number")),
                    NULL),
      STATUS_OK);
  repeat_begin(cell, VERDICT_FAILED);
  assert_int_equal(document_read(cell, json_pack("{s:s}", "error", "it died"), NULL), STATUS_OK);
  assert_int_equal(cell->reasons.count, 4);
  assert_line(cell, 0, "in 1 of 3 repeats: it died");
  assert_line(cell, 1, "in 1 of 3 repeats: a");
  assert_line(cell, 2, "in 2 of 3 repeats: b");
  assert_line(cell, 3, "in 1 of 3 repeats: c");
  run_release(run);
}

static void kinds_that_are_not_one_for_each_reason_are_refused(void **state) {
  (void)state;
  struct run *run = run_new(1);
  struct error error = {""};
  json_t *few = verdict("suspect", json_pack("[s,s]", "a", "b"), json_pack("[s]", "not_ready"),
                        json_pack("[f,f]", 1., 1.));
  json_t *many = verdict("suspect", json_pack("[s]", "a"), json_pack("[s]", "not_ready"),
                         json_pack("[f,f]", 1., 1.));
  assert_int_equal(document_read(&run->cells[0], few, &error), STATUS_CHECK);
  assert_non_null(strstr(error.text, "cell.json: verdict has 2 reasons"));
  assert_int_equal(document_read(&run->cells[0], many, &error), STATUS_CHECK);
  assert_non_null(strstr(error.text, "cell.json: verdict has 1 reason,"));
  run_release(run);
}

/* 8 cells, 6 repeats: other programs used both processors in nearly all of them, and one cell was
 * unsettled. */
static void a_reason_of_most_cells_is_one_line(void **state) {
  (void)state;
  char text[64];
  struct run *run = run_new(8);
  for (size_t i = 0; i < 8; i++)
    for (size_t repeat = 0; repeat < 6; repeat++) {
      double share = 0.1 * (double)(i + 1) + 0.01 * (double)repeat;
      snprintf(text, sizeof text, "others: %.0f %% of p50", 100 * share);
      if (i < 7)
        repeat_add(&run->cells[i], "other_programs.server", share, text);
      else
        repeat_add(&run->cells[i], "not_settled", 3 + (double)repeat, repeat ? "much" : "some");
    }
  assert_printed(run, "in 7 of 8 cells, 42 of 48 repeats, the worst in c6: others: 75 % of p50\n"
                      "c7: in 6 of 6 repeats: much\n"
                      "report.html has the reasons of each cell.\n");
  assert_line(&run->cells[0], 0, "in 6 of 6 repeats: others: 15 % of p50");
  run_release(run);
}

static void of_equally_bad_cells_the_one_with_most_repeats_is_the_worst(void **state) {
  (void)state;
  struct run *run = run_new(3);
  repeat_begin(&run->cells[0], VERDICT_VALID);
  repeat_add(&run->cells[0], "clock.other", 0, "other clock");
  repeat_add(&run->cells[1], "clock.other", 0, "other clock");
  repeat_add(&run->cells[1], "clock.other", 0, "other clock");
  repeat_add(&run->cells[2], "clock.other", 0, "other clock");
  assert_printed(run, "in 3 of 3 cells, 4 of 5 repeats, the worst in c1: other clock\n"
                      "report.html has the reasons of each cell.\n");
  run_release(run);
}

static size_t lines_of(const struct run *run, char **written) {
  size_t bytes, lines = 0;
  FILE *stream = open_memstream(written, &bytes);
  assert_non_null(stream);
  reason_lines_print(stream, &run->results, 0);
  fclose(stream);
  for (const char *at = *written; *at; at++)
    lines += *at == '\n';
  return lines;
}

/* Two kinds in eight of 16 cells each are 16 lines; with one of them folded, nine, and the last. */
static void too_many_lines_are_folded_further(void **state) {
  (void)state;
  struct run *run = run_new(CELLS);
  char *written = NULL;
  for (size_t i = 0; i < CELLS; i++)
    repeat_add(&run->cells[i], i % 2 ? "not_ready" : "not_settled", (double)i, "it is so");
  assert_int_equal(lines_of(run, &written), REASON_LINES_MAX);
  assert_non_null(strstr(written, "in 8 of 16 cells, the worst in c14: it is so\nc1: it is so\n"));
  assert_non_null(strstr(written, "c15: it is so\nreport.html has the reasons of each cell.\n"));
  free(written);
  run_release(run);
}

/* Nothing can be folded, and reasons that make a cell invalid are always printed. */
static void lines_without_room_are_counted(void **state) {
  (void)state;
  struct run *run = run_new(1);
  char *written = NULL;
  for (int kind = REASON_KINDS - 1; kind >= REASON_KINDS - 12; kind--)
    repeat_add(&run->cells[0], reason_table[kind].name, 1, reason_table[kind].name);
  repeat_add(&run->cells[0], "messages_lost", 1, "1 lost");
  assert_int_equal(lines_of(run, &written), REASON_LINES_MAX);
  assert_non_null(strstr(written, "c0: in 1 of 13 repeats: 1 lost\n"));
  assert_non_null(strstr(written, "And 4 more: report.html has the reasons of each cell.\n"));
  free(written);
  run_release(run);
}

static void valid_cells_have_no_lines(void **state) {
  (void)state;
  struct run *run = run_new(2);
  repeat_begin(&run->cells[0], VERDICT_VALID);
  assert_printed(run, "");
  run_release(run);
}

static struct reason_entry made[REASON_KINDS];

static void check_made(void *context) {
  (void)context;
  reasons_check(made);
}

static void a_kind_that_is_wrong_is_noticed(void **state) {
  (void)state;
  reasons_check(reason_table);
  memcpy(made, reason_table, sizeof made);
  made[REASON_EARLY] = (struct reason_entry){.name = NULL};
  assert_contract_broken(check_made, NULL, "entry->name");
  made[REASON_EARLY] = reason_table[REASON_SUSPENDED];
  assert_contract_broken(check_made, NULL, "strcmp(table[before].name, entry->name) != 0");
  made[REASON_EARLY] = reason_table[REASON_EARLY];
  made[REASON_EARLY].words = NULL;
  assert_contract_broken(check_made, NULL, "entry->words");
  made[REASON_EARLY] = reason_table[REASON_EARLY];
  made[REASON_DUPLICATED].invalid = true;
  assert_contract_broken(check_made, NULL, "messages_duplicated: i == 0");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_cell_has_one_line_for_a_kind_with_the_worst),
      cmocka_unit_test(reasons_that_make_a_cell_invalid_come_first),
      cmocka_unit_test(a_single_repeat_is_not_counted),
      cmocka_unit_test(ways_to_fail_are_told_apart_by_their_sentences),
      cmocka_unit_test(without_a_known_kind_sentences_are_compared),
      cmocka_unit_test(kinds_that_are_not_one_for_each_reason_are_refused),
      cmocka_unit_test(a_reason_of_most_cells_is_one_line),
      cmocka_unit_test(of_equally_bad_cells_the_one_with_most_repeats_is_the_worst),
      cmocka_unit_test(too_many_lines_are_folded_further),
      cmocka_unit_test(lines_without_room_are_counted),
      cmocka_unit_test(valid_cells_have_no_lines),
      cmocka_unit_test(a_kind_that_is_wrong_is_noticed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
