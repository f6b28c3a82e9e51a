/* All changes of two runs: which there are, what is found among them, and how often chance alone
 * finds something. */
#include "tests/bench/says.h"

#include "bench/compare/changes.h"
#include "tests/bench/baseline_made.h"
#include "tests/bench/normal_made.h"

static const struct baseline none = {.count = 0};

static void changes_of(struct changes *changes, struct made_pair *pair,
                       const struct baseline *baseline) {
  made_pair_of(pair);
  assert_int_equal(changes_make(changes, &pair->pair, baseline, "there is no baseline", NULL),
                   STATUS_OK);
}

static const struct change *find(const struct changes *changes, enum figure figure) {
  for (size_t i = 0; i < changes->count; i++)
    if (changes->items[i].figure->id == figure)
      return &changes->items[i];
  return NULL;
}

/* A cell of both runs with the same figures. */
static void cells_add(struct made_pair *pair, const char *clients, struct result_cell **a,
                      struct result_cell **b) {
  *a = made_cell_of(&pair->a, TRANSPORT_SSE, clients, 4);
  *b = made_cell_of(&pair->b, TRANSPORT_SSE, clients, 4);
  for (int i = 0; i < 2; i++) {
    struct result_cell *cell = i == 0 ? *a : *b;
    made_set(cell, FIGURE_LATENCY_MEAN, 1e6, 1000);
    made_set(cell, FIGURE_LATENCY_P99, 3e6, 1000);
    made_set(cell, FIGURE_WIRE_PER_MESSAGE, 250, 0);
    made_set(cell, FIGURE_THREADS_PEAK, 3, 0);
    made_set(cell, FIGURE_LOST, 0, 0);
    made_set(cell, FIGURE_PUBLISHED, 40, 0);
  }
}

static void each_figure_that_reports_compare_is_there(void **state) {
  (void)state;
  struct made_pair pair;
  struct changes changes;
  struct result_cell *a, *b;
  made_pair_open(&pair);
  cells_add(&pair, "10", &a, &b);
  cells_add(&pair, "20", &a, &b);
  changes_of(&changes, &pair, &none);
  assert_int_equal(changes.count, 2 * 4); /* nothing was lost in either */
  assert_int_equal(changes.items[0].figure->id, FIGURE_LATENCY_MEAN);
  assert_int_equal(changes.items[1].figure->id, FIGURE_LATENCY_MEAN);
  assert_int_equal(find(&changes, FIGURE_WIRE_PER_MESSAGE)->finding, CHANGE_NONE);
  assert_int_equal(find(&changes, FIGURE_LATENCY_MEAN)->finding, CHANGE_NOT_CALLED);
  assert_string_equal(find(&changes, FIGURE_LATENCY_P99)->reason, "not asked for");
  assert_int_equal(find(&changes, FIGURE_THREADS_PEAK)->finding, CHANGE_NONE);
  assert_false(changes_are_worse(&changes));
  changes_release(&changes);
  made_pair_close(&pair);
}

static void what_an_experiment_asks_for_may_be_called(void **state) {
  (void)state;
  static char path[] = "latency_ns.p99", *asked[] = {path};
  struct made_pair pair;
  struct changes changes;
  struct result_cell *a, *b;
  made_pair_open(&pair);
  cells_add(&pair, "10", &a, &b);
  pair.b.made->results.asked_figures = (struct result_texts){asked, 1};
  changes_of(&changes, &pair, &none);
  assert_string_equal(find(&changes, FIGURE_LATENCY_P99)->reason, "there is no baseline");
  changes_release(&changes);
  made_pair_close(&pair);
}

/* In some cells alone, by selectors. */
static void what_an_experiment_names_may_be_called(void **state) {
  (void)state;
  static char here[] = "sse.latency_ns.p99", there[] = "websocket.latency_ns.p99",
              none_such[] = "x.y";
  char *named[] = {none_such, here, there};
  struct made_pair pair;
  struct changes changes;
  struct result_cell *a, *b;
  made_pair_open(&pair);
  cells_add(&pair, "10", &a, &b);
  pair.b.made->results.compared = (struct result_texts){named, 2};
  changes_of(&changes, &pair, &none);
  assert_string_equal(find(&changes, FIGURE_LATENCY_P99)->reason, "there is no baseline");
  changes_release(&changes);
  cell_matches_release(&pair.matches);
  pair.b.made->results.compared = (struct result_texts){&named[2], 1};
  changes_of(&changes, &pair, &none);
  assert_string_equal(find(&changes, FIGURE_LATENCY_P99)->reason, "not asked for");
  changes_release(&changes);
  made_pair_close(&pair);
}

static void figures_of_idle_users_are_compared_where_nothing_was_published(void **state) {
  (void)state;
  struct made_pair pair;
  struct changes changes;
  struct result_cell *a, *b;
  made_pair_open(&pair);
  cells_add(&pair, "10", &a, &b);
  made_set(a, FIGURE_WIRE_PER_USER_HOUR, 100, 0);
  made_set(b, FIGURE_WIRE_PER_USER_HOUR, 120, 0);
  changes_of(&changes, &pair, &none);
  assert_null(find(&changes, FIGURE_WIRE_PER_USER_HOUR));
  changes_release(&changes);
  cell_matches_release(&pair.matches);
  made_set(a, FIGURE_PUBLISHED, 0, 0);
  made_set(b, FIGURE_PUBLISHED, 0, 0);
  changes_of(&changes, &pair, &none);
  assert_int_equal(find(&changes, FIGURE_WIRE_PER_USER_HOUR)->finding, CHANGE_WORSE);
  assert_true(changes_are_worse(&changes));
  changes_release(&changes);
  made_pair_close(&pair);
}

static void cells_that_lost_messages_are_not_compared(void **state) {
  (void)state;
  struct made_pair pair;
  struct changes changes;
  struct result_cell *a, *b;
  made_pair_open(&pair);
  cells_add(&pair, "10", &a, &b);
  made_set(a, FIGURE_LOST, 5, 0);
  cells_add(&pair, "20", &a, &b);
  changes_of(&changes, &pair, &none);
  assert_int_equal(changes.uncompared_count, 1);
  assert_string_equal(changes.uncompared[0].a_reason, "messages were lost");
  assert_null(changes.uncompared[0].b_reason);
  assert_false(changes_are_worse(&changes)); /* A lost them, and B does not */
  assert_int_equal(changes.count, 4);
  changes_release(&changes);
  cell_matches_release(&pair.matches);
  b->measured = 0;
  changes_of(&changes, &pair, &none);
  assert_int_equal(changes.uncompared_count, 2);
  assert_true(uncompared_is_worse(&changes.uncompared[1]));
  assert_true(changes_are_worse(&changes));
  changes_release(&changes);
  made_pair_close(&pair);
}

static void the_repeats_that_would_tell_are_counted(void **state) {
  (void)state;
  struct made_pair pair;
  struct changes changes;
  made_pair_open(&pair);
  for (int i = 0; i < 3; i++) {
    static const char *const users[] = {"1", "2", "3"};
    made_set(made_cell_of(&pair.a, TRANSPORT_SSE, users[i], 2), FIGURE_REQUESTS_PER_MESSAGE, 1, 1);
    made_set(made_cell_of(&pair.b, TRANSPORT_SSE, users[i], 2), FIGURE_REQUESTS_PER_MESSAGE, 3, 2);
  }
  changes_of(&changes, &pair, &none);
  assert_int_equal(changes_found(&changes, CHANGE_CANNOT_TELL), 3);
  assert_int_equal(changes.tests, 0);
  assert_int_equal(changes_repeats_needed(&changes), 5); /* 3 * 2 / 252, but 3 * 2 / 70 */
  changes_release(&changes);
  made_pair_close(&pair);
}

/* ---- how often chance finds something ---- */

enum { FAMILY = 8, TRIES = 300 };

static const char *const family_users[FAMILY] = {"1", "2", "3", "4", "5", "6", "7", "8"};

/* A median that differs from run to run by 4 %. */
static double median_drawn(struct random *random, double change) {
  return 1000 * change * exp(0.04 * made_normal(random));
}

static void family_open(struct made_baseline *runs, struct made_pair *pair) {
  made_baseline_open(runs, MADE_RUNS);
  made_pair_open(pair);
  for (size_t i = 0; i < FAMILY; i++) {
    for (size_t j = 0; j < MADE_RUNS; j++)
      made_set(made_baseline_cell(runs, j, TRANSPORT_SSE, family_users[i], 2), FIGURE_LATENCY_MEAN,
               1, 0);
    made_set(made_cell_of(&pair->a, TRANSPORT_SSE, family_users[i], 2), FIGURE_LATENCY_MEAN, 1, 0);
    made_set(made_cell_of(&pair->b, TRANSPORT_SSE, family_users[i], 2), FIGURE_LATENCY_MEAN, 1, 0);
  }
  made_baseline_of(runs);
  made_pair_of(pair);
}

/* The share of comparisons in which the first cell, which has the change, or any is called. */
static void shares_take(double change, double *first, double *any) {
  struct random random = random_seeded(12, 3);
  struct made_baseline *runs = calloc(1, sizeof *runs);
  struct made_pair *pair = calloc(1, sizeof *pair);
  size_t first_called = 0, any_called = 0;
  family_open(runs, pair);
  for (size_t try = 0; try < TRIES; try++) {
    struct changes changes;
    for (size_t i = 0; i < FAMILY; i++) {
      for (size_t j = 0; j < MADE_RUNS; j++)
        runs->made[j].made->cells[i].figures[FIGURE_LATENCY_MEAN].median = median_drawn(&random, 1);
      pair->a.made->cells[i].figures[FIGURE_LATENCY_MEAN].median = median_drawn(&random, 1);
      pair->b.made->cells[i].figures[FIGURE_LATENCY_MEAN].median =
          median_drawn(&random, i == 0 ? change : 1);
    }
    assert_int_equal(changes_make(&changes, &pair->pair, &runs->baseline, "", NULL), STATUS_OK);
    assert_int_equal(changes.tests, FAMILY);
    first_called += changes.items[0].finding == CHANGE_WORSE;
    any_called +=
        changes_found(&changes, CHANGE_WORSE) + changes_found(&changes, CHANGE_BETTER) > 0;
    changes_release(&changes);
  }
  *first = (double)first_called / TRIES;
  *any = (double)any_called / TRIES;
  made_pair_close(pair);
  made_baseline_close(runs);
  free(runs);
  free(pair);
}

/* Of 300 comparisons 5 % are 15; 26 are three standard errors above. */
static void of_equal_runs_one_comparison_in_twenty_calls_anything(void **state) {
  (void)state;
  double first, any;
  shares_take(1, &first, &any);
  assert_true(any <= 26.0 / TRIES);
  assert_true(any >= 3.0 / TRIES); /* the test is not blunt either */
}

/* 60 % more are eight standard deviations of the difference of two runs. */
static void a_great_change_in_one_cell_is_called_there(void **state) {
  (void)state;
  double first, any;
  shares_take(1.6, &first, &any);
  assert_true(first > 0.9);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_figure_that_reports_compare_is_there),
      cmocka_unit_test(what_an_experiment_asks_for_may_be_called),
      cmocka_unit_test(what_an_experiment_names_may_be_called),
      cmocka_unit_test(figures_of_idle_users_are_compared_where_nothing_was_published),
      cmocka_unit_test(cells_that_lost_messages_are_not_compared),
      cmocka_unit_test(the_repeats_that_would_tell_are_counted),
      cmocka_unit_test(of_equal_runs_one_comparison_in_twenty_calls_anything),
      cmocka_unit_test(a_great_change_in_one_cell_is_called_there),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
