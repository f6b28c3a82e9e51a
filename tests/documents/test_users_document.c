/* The users' document: each figure in its place, and null where clocks differ. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "documents/figures.h"
#include "documents/users_document.h"

struct made {
  struct users_figures users;
  struct histogram latency;
  struct broadcast broadcast;
  struct age age;
};

static void made_init(struct made *made) {
  *made = (struct made){.users = {.transport = "sse",
                                  .outcome = "done",
                                  .clients = 2,
                                  .expected = 6,
                                  .delivered = 5,
                                  .lost = 1,
                                  .received = 7,
                                  .window_end_ns = 9,
                                  .timed = true}};
  assert_int_equal(histogram_init(&made->latency), STATUS_OK);
  assert_int_equal(broadcast_init(&made->broadcast, 1), STATUS_OK);
  assert_int_equal(age_init(&made->age), STATUS_OK);
  histogram_record(&made->latency, 1000);
  broadcast_receive(&made->broadcast, 0, 1, 0, 1000);
  made->users.latency = &made->latency;
  made->users.broadcast = &made->broadcast;
  made->users.age = &made->age;
}

static void made_release(struct made *made) {
  histogram_release(&made->latency);
  broadcast_release(&made->broadcast);
  age_release(&made->age);
}

static void each_figure_stands_at_its_place(void **state) {
  (void)state;
  struct made made;
  made_init(&made);
  json_t *document = users_document(&made.users);
  static const struct {
    enum figure figure;
    double value;
  } wanted[] = {{FIGURE_SCHEMA, USERS_SCHEMA}, {FIGURE_CLIENTS, 2},        {FIGURE_WINDOW_END, 9},
                {FIGURE_EXPECTED, 6},          {FIGURE_DELIVERED, 5},      {FIGURE_LOST, 1},
                {FIGURE_COUNTED_RECEIVED, 7},  {FIGURE_LATENCY_P50, 1000}, {FIGURE_FIRST_COUNT, 1},
                {FIGURE_SPREAD_MAX, 0},        {FIGURE_EARLY, 0},          {FIGURE_UNPLACED, 0}};
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
    assert_float_equal(figure_value(document, wanted[i].figure, -1), wanted[i].value, 0);
  assert_string_equal(figure_text(document, FIGURE_TRANSPORT), "sse");
  assert_string_equal(figure_text(document, FIGURE_OUTCOME), "done");
  assert_true(json_is_null(figure_json(document, FIGURE_ERROR)));
  json_decref(document);
  made_release(&made);
}

static void without_a_common_clock_no_latency_is_written(void **state) {
  (void)state;
  struct made made;
  made_init(&made);
  made.users.timed = false;
  json_t *document = users_document(&made.users);
  static const enum figure compared[] = {
      FIGURE_EARLY,    FIGURE_LATENCY_COUNT,     FIGURE_FIRST_P50, FIGURE_SPREAD_P50,
      FIGURE_UNPLACED, FIGURE_LATENCY_HISTOGRAM, FIGURE_AGE_MEAN};
  for (size_t i = 0; i < sizeof compared / sizeof *compared; i++)
    assert_false(figure_is_measured(document, compared[i]));
  assert_float_equal(figure_value(document, FIGURE_DELIVERED, 0), 5, 0);
  json_decref(document);
  made_release(&made);
}

static void what_nobody_tells_is_null(void **state) {
  (void)state;
  struct made made;
  made_init(&made);
  made.users.untold = true;
  json_t *document = users_document(&made.users);
  assert_true(json_is_null(figure_json(document, FIGURE_PUBLISHED)));
  assert_true(json_is_null(figure_json(document, FIGURE_EXPECTED)));
  assert_true(json_is_null(figure_json(document, FIGURE_LOST)));
  assert_float_equal(figure_value(document, FIGURE_DELIVERED, 0), 5, 0);
  json_decref(document);
  made_release(&made);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_figure_stands_at_its_place),
      cmocka_unit_test(without_a_common_clock_no_latency_is_written),
      cmocka_unit_test(what_nobody_tells_is_null),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
