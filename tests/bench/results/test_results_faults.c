/* Reading faults and the series in tenths of a second from a cell.json. */
#include "tests/bench/says.h"

#include <math.h>
#include <stdlib.h>

#include "bench/results/results_read.h"
#include "common/base/clock.h"
#include "documents/figures.h"

/* A cell that has read this document; its faults and slots are to be freed. */
static struct result_cell cell_of(json_t *document) {
  struct result_cell cell = {.fault_count = 0};
  assert_non_null(document);
  assert_int_equal(results_read_faults(&cell, document, NULL), STATUS_OK);
  json_decref(document);
  return cell;
}

static void cell_release(struct result_cell *cell) {
  free(cell->faults);
  free(cell->slots);
}

static json_t *document_of(const char *text) {
  return json_loads(text, 0, NULL);
}

static void each_member_of_a_fault_is_read(void **state) {
  (void)state;
  struct result_cell cell = cell_of(document_of(
      "{\"faults\":[{\"do\":\"slow_reader\",\"at_s\":1.5,\"for_s\":2,\"share\":0.25,"
      "\"messages\":7,\"expected\":100,\"lost\":3,\"replayed\":4,\"late\":5,"
      "\"latency_max_ns\":6e6,\"noticed\":8,\"notice_ns\":{\"p50\":9,\"max\":10},\"served\":11,"
      "\"served_again_ns\":12}]}"));
  assert_int_equal(cell.fault_count, 1);
  const struct result_fault *fault = &cell.faults[0];
  const double read[] = {fault->at_s,     fault->for_s,          fault->share,
                         fault->messages, fault->expected,       fault->lost,
                         fault->replayed, fault->late,           fault->latency_max_ns,
                         fault->noticed,  fault->notice_p50_ns,  fault->notice_max_ns,
                         fault->served,   fault->served_again_ns};
  const double expected[] = {1.5, 2, 0.25, 7, 100, 3, 4, 5, 6e6, 8, 9, 10, 11, 12};
  assert_int_equal(fault->kind, FAULT_SLOW_READER);
  assert_memory_equal(read, expected, sizeof expected);
  cell_release(&cell);
}

static void missing_members_are_not_a_number(void **state) {
  (void)state;
  struct result_cell cell = cell_of(
      document_of("{\"faults\":[{\"do\":\"of another version\"},{},{\"do\":\"kill_server\"}]}"));
  assert_int_equal(cell.fault_count, 1); /* unknown kinds are skipped */
  assert_int_equal(cell.faults[0].kind, FAULT_KILL_SERVER);
  assert_true(isnan(cell.faults[0].at_s));
  assert_true(isnan(cell.faults[0].notice_p50_ns));
  assert_true(cell.faults[0].for_s == 0);
  assert_int_equal(cell.slot_count, 0);
  cell_release(&cell);
}

static json_t *with_series(size_t opened) {
  json_t *document = document_of("{\"faults\":[{\"do\":\"kill_server\"}],"
                                 "\"series\":{\"delivered\":[1,2,3],\"opened\":[4,5,6],"
                                 "\"attempted\":[7,8,9]}}");
  json_t *array = json_object_get(json_object_get(document, "series"), "opened");
  while (json_array_size(array) > opened)
    json_array_remove(array, 0);
  figure_put_number(document, FIGURE_SERIES_SLOT_MS, 100);
  figure_put_number(document, FIGURE_SERIES_START, 4e9);
  figure_put_number(document, FIGURE_WINDOW_START, 4.15e9);
  return document;
}

/* The first slot begins before the measured phase. */
static void a_series_is_in_seconds_of_the_measured_phase(void **state) {
  (void)state;
  struct result_cell cell = cell_of(with_series(3));
  static const double at_s[] = {-0.15, -0.05, 0.05};
  assert_int_equal(cell.slot_count, 3);
  for (size_t i = 0; i < 3; i++) {
    assert_true(fabs(cell.slots[i].at_s - at_s[i]) < 1e-9);
    assert_true(fabs(cell.slots[i].delivered_per_s - 10 * (double)(1 + i)) < 1e-9);
    assert_true(fabs(cell.slots[i].opened_per_s - 10 * (double)(4 + i)) < 1e-9);
    assert_true(fabs(cell.slots[i].attempted_per_s - 10 * (double)(7 + i)) < 1e-9);
  }
  cell_release(&cell);
}

static void a_series_that_is_not_whole_is_none(void **state) {
  (void)state;
  struct result_cell cell = cell_of(with_series(2));
  assert_int_equal(cell.fault_count, 1);
  assert_int_equal(cell.slot_count, 0);
  cell_release(&cell);
}

static void the_first_repeat_is_the_one_that_is_kept(void **state) {
  (void)state;
  struct result_cell cell = cell_of(with_series(3));
  json_t *second = document_of("{\"faults\":[{\"do\":\"flood\"},{\"do\":\"flood\"}]}");
  assert_int_equal(results_read_faults(&cell, second, NULL), STATUS_OK);
  json_decref(second);
  assert_int_equal(cell.fault_count, 1);
  assert_int_equal(cell.faults[0].kind, FAULT_KILL_SERVER);
  cell_release(&cell);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_member_of_a_fault_is_read),
      cmocka_unit_test(missing_members_are_not_a_number),
      cmocka_unit_test(a_series_is_in_seconds_of_the_measured_phase),
      cmocka_unit_test(a_series_that_is_not_whole_is_none),
      cmocka_unit_test(the_first_repeat_is_the_one_that_is_kept),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
