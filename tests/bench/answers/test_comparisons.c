/* The comparisons of a report, their findings, and how often chance alone makes one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "bench/answers/comparisons.h"
#include "common/base/random.h"
#include "common/base/traits.h"
#include "tests/bench/results_made.h"

static struct comparisons compared(const struct made *made) {
  struct comparisons comparisons;
  assert_int_equal(comparisons_make(&comparisons, &made->results, NULL), STATUS_OK);
  return comparisons;
}

/* The comparison from one level to another at the value `at` (NULL: at none); NULL where there is
 * none. */
static const struct comparison *find(const struct comparisons *comparisons, const char *figure,
                                     const char *from, const char *to, int transport,
                                     const char *at) {
  for (size_t i = 0; i < comparisons->count; i++) {
    const struct comparison *comparison = &comparisons->items[i];
    if (strcmp(figure_table[comparison->figure->id].path, figure) == 0 &&
        strcmp(comparison->levels[0], from) == 0 &&
        strcmp(comparison->levels[comparison->level_count - 1], to) == 0 &&
        comparison->transport == transport && (comparison->at != NULL) == (at != NULL) &&
        (!at || strcmp(comparison->at, at) == 0))
      return comparison;
  }
  return NULL;
}

static struct result_cell *cell_with(struct made *made, int engine, int transport, double ms,
                                     double us, double bytes) {
  struct result_cell *cell = made_cell(made, engine, transport, 4);
  made_set(cell, FIGURE_LATENCY_MEAN, ms * 1e6, 1e4);
  made_set(cell, FIGURE_CPU_US_PER_MESSAGE, us, 0.1);
  made_set(cell, FIGURE_WIRE_PER_MESSAGE, bytes, 0);
  return cell;
}

/* Six pairs of transports and one of engines, in two tested figures and a counted one. */
static void without_axes_transports_and_engines_are_compared(void **state) {
  (void)state;
  struct made *made = made_new();
  for (int i = 0; i < MADE_TRANSPORTS; i++) {
    cell_with(made, ENGINE_LWS, made_transports[i], 10 - i, 10 + i, 250 + i);
    cell_with(made, ENGINE_CIVETWEB, made_transports[i], 20 - i, 30 + i, 250 + i);
  }
  struct comparisons comparisons = compared(made);
  assert_int_equal(comparisons.count, 3 * 7);
  assert_int_equal(comparisons.tested, 2 * 7);
  const struct comparison *pair =
      find(&comparisons, "latency_ns.mean", "sse", "websocket", -1, NULL);
  assert_int_equal(pair->strata, 2);
  assert_int_equal(pair->finding, FINDING_LESS);
  assert_true(fabs(pair->p - 2.0 / 4900) < 1e-12);
  const struct comparison *engines =
      find(&comparisons, "server.cpu_us_per_message", "lws", "civetweb", -1, NULL);
  assert_int_equal(engines->strata, 4);
  assert_int_equal(engines->finding, FINDING_GREATER);
  assert_int_equal(
      find(&comparisons, "bytes.wire_per_message", "lws", "civetweb", -1, NULL)->finding,
      FINDING_LEVEL);
  comparisons_release(&comparisons);
  free(made);
}

static void cells_that_lost_or_failed_are_compared_with_nothing(void **state) {
  (void)state;
  struct made *made = made_new();
  struct result_reason reasons[] = {
      {.kind = REASON_MESSAGES_LOST, .text = "3 messages were lost", .invalid = true}};
  struct result_cell *invalid = cell_with(made, ENGINE_LWS, TRANSPORT_SSE, 1, 1, 250);
  struct result_cell *lossy = cell_with(made, ENGINE_LWS, TRANSPORT_WEBSOCKET, 1, 1, 250);
  struct result_cell *unmeasured = cell_with(made, ENGINE_LWS, TRANSPORT_LONG_POLL, 1, 1, 250);
  struct result_cell *good = cell_with(made, ENGINE_LWS, TRANSPORT_SHORT_POLL, 2, 2, 250);
  invalid->grade = VERDICT_INVALID;
  invalid->reasons = (struct result_reasons){.items = reasons, .count = 1};
  made_set(lossy, FIGURE_LOST, 5, 0);
  unmeasured->measured = 0;
  struct comparisons comparisons = compared(made);
  assert_int_equal(comparisons.count, 0);
  assert_string_equal(result_unranked(invalid), "3 messages were lost");
  assert_string_equal(result_unranked(lossy), "messages were lost");
  assert_string_equal(result_unranked(unmeasured), "nothing was measured");
  assert_null(result_unranked(good));
  comparisons_release(&comparisons);
  free(made);
}

/* Two repeats at four values: 8! / 2^4 = 2,520 ways in each engine's stratum. */
static void a_swept_number_is_a_trend_for_each_transport(void **state) {
  (void)state;
  static const char *const users[] = {"1000", "10", "100", "300"};
  static const double us[] = {10, 50, 40, 20};
  struct made *made = made_new();
  for (int engine = ENGINE_LWS; engine <= ENGINE_CIVETWEB; engine++)
    for (size_t i = 0; i < 4; i++) {
      struct result_cell *cell = made_cell(made, engine, TRANSPORT_SSE, 2);
      made_set(cell, FIGURE_CPU_US_PER_MESSAGE, us[i], 0.5);
      made_vary(made, cell, "clients", users[i]);
    }
  struct comparisons comparisons = compared(made);
  assert_int_equal(comparisons.count, 1);
  const struct comparison *trend = &comparisons.items[0];
  assert_int_equal(trend->level_count, 4);
  assert_string_equal(trend->levels[0], "10");
  assert_string_equal(trend->levels[3], "1000");
  assert_true(fabs(trend->p / (2.0 / 2520 / 2520) - 1) < 1e-9);
  assert_int_equal(trend->finding, FINDING_LESS);
  comparisons_release(&comparisons);
  free(made);
}

/* Short polls have two intervals; long polls ignore the parameter. */
static void values_of_a_transport_are_compared_with_those_that_do_not_heed_them(void **state) {
  (void)state;
  struct made *made = made_new();
  struct result_cell *fast = cell_with(made, ENGINE_LWS, TRANSPORT_SHORT_POLL, 50, 90, 900);
  struct result_cell *slow = cell_with(made, ENGINE_LWS, TRANSPORT_SHORT_POLL, 500, 20, 200);
  cell_with(made, ENGINE_LWS, TRANSPORT_LONG_POLL, 1, 40, 450);
  made_vary(made, fast, "interval_ms", "100");
  made_vary(made, slow, "interval_ms", "1000");
  struct comparisons comparisons = compared(made);
  assert_int_equal(comparisons.count, 3 * 3);
  assert_int_equal(
      find(&comparisons, "bytes.wire_per_message", "long_poll", "short_poll", -1, "100")->finding,
      FINDING_GREATER);
  assert_int_equal(
      find(&comparisons, "bytes.wire_per_message", "long_poll", "short_poll", -1, "1000")->finding,
      FINDING_LESS);
  assert_non_null(find(&comparisons, "latency_ns.mean", "100", "1000", TRANSPORT_SHORT_POLL, NULL));
  comparisons_release(&comparisons);
  free(made);
}

static void a_variant_is_compared_with_its_base(void **state) {
  (void)state;
  static const char *const names[] = {"plain", "anew", "full"};
  struct result_pair variants[] = {{"plain", ""}, {"anew", ""}, {"full", ""}};
  struct result_pair bases[] = {{"full", "anew"}};
  struct made *made = made_new();
  for (size_t i = 0; i < 3; i++)
    for (int engine = ENGINE_LWS; engine <= ENGINE_CIVETWEB; engine++)
      made_vary(made, cell_with(made, engine, TRANSPORT_LONG_POLL, (double)(1 + i), 10, 100),
                "variant", names[i]);
  made->results.variants = (struct result_pairs){variants, 3};
  made->results.bases = (struct result_pairs){bases, 1};
  struct comparisons comparisons = compared(made);
  assert_non_null(
      find(&comparisons, "latency_ns.mean", "plain", "anew", TRANSPORT_LONG_POLL, NULL));
  assert_int_equal(
      find(&comparisons, "latency_ns.mean", "anew", "full", TRANSPORT_LONG_POLL, NULL)->finding,
      FINDING_GREATER);
  assert_null(find(&comparisons, "latency_ns.mean", "plain", "full", TRANSPORT_LONG_POLL, NULL));
  comparisons_release(&comparisons);
  free(made);
}

static void an_experiment_may_ask_about_other_axes_and_figures(void **state) {
  (void)state;
  char *axes[] = {"engine"}, *figures[] = {"server.memory_per_user_bytes"};
  struct made *made = made_new();
  for (int engine = ENGINE_LWS; engine <= ENGINE_CIVETWEB; engine++)
    for (int i = 0; i < MADE_TRANSPORTS; i++)
      made_set(cell_with(made, engine, made_transports[i], 1, 1, 1), FIGURE_MEMORY_PER_USER,
               1000 * (1 + engine), 1);
  made->results.asked_axes = (struct result_texts){axes, 1};
  made->results.asked_figures = (struct result_texts){figures, 1};
  struct comparisons comparisons = compared(made);
  assert_int_equal(comparisons.count, 1);
  assert_int_equal(comparisons.items[0].figure->id, FIGURE_MEMORY_PER_USER);
  comparisons_release(&comparisons);
  free(made);
}

/* 12 tests of two cells: six repeats of each are the fewest below 5 %, with 2 / 924 * 12; five have
 * 2 / 252 * 12. */
static void the_number_of_repeats_needed_follows_from_the_tests(void **state) {
  (void)state;
  struct made *made = made_new();
  for (int i = 0; i < MADE_TRANSPORTS; i++) {
    struct result_cell *cell = made_cell(made, ENGINE_LWS, made_transports[i], 1);
    made_set(cell, FIGURE_LATENCY_MEAN, 1e6 * (1 + i), 0);
    made_set(cell, FIGURE_CPU_US_PER_MESSAGE, 10 + i, 0);
  }
  struct comparisons comparisons = compared(made);
  assert_int_equal(comparisons.tested, 0);
  assert_int_equal(comparisons.items[0].finding, FINDING_UNTESTABLE);
  assert_int_equal(comparisons_repeats_needed(&comparisons), 6);
  comparisons_release(&comparisons);
  free(made);
}

/* ---- findings by chance ---- */

/* Random repeats of four transports on two engines; those of WebSocket are multiplied by `factor`.
 */
static struct comparisons drawn(struct made *made, uint64_t seed, double factor) {
  struct random random = random_seeded(seed, 0);
  for (int engine = ENGINE_LWS; engine <= ENGINE_CIVETWEB; engine++)
    for (int kind = 0; kind < MADE_TRANSPORTS; kind++) {
      struct result_cell *cell = made_cell(made, engine, made_transports[kind], 4);
      double times = made_transports[kind] == TRANSPORT_WEBSOCKET ? factor : 1;
      made_set(cell, FIGURE_LATENCY_MEAN, 1, 0);
      made_set(cell, FIGURE_CPU_US_PER_MESSAGE, 1, 0);
      for (size_t i = 0; i < 4; i++) {
        double wait = random_exponential(&random, 0.3);
        cell->repeats[i].values[FIGURE_LATENCY_MEAN] = times * 1e6 * (1 + wait);
        cell->repeats[i].values[FIGURE_CPU_US_PER_MESSAGE] = 10 + random_exponential(&random, 3);
      }
    }
  return compared(made);
}

static size_t called_of(const struct comparisons *comparisons) {
  size_t called = 0;
  for (size_t i = 0; i < comparisons->count; i++)
    called += comparisons->items[i].finding >= FINDING_LESS;
  return called;
}

enum { REPORTS = 400 };

/* The bound is one report in twenty, and three standard deviations. */
static void
equal_cells_are_called_different_in_no_more_reports_than_the_level_allows(void **state) {
  (void)state;
  size_t reports = 0;
  for (uint64_t seed = 1; seed <= REPORTS; seed++) {
    struct made *made = made_new();
    struct comparisons comparisons = drawn(made, seed, 1);
    reports += called_of(&comparisons) > 0;
    comparisons_release(&comparisons);
    free(made);
  }
  assert_true((double)reports <= 0.05 * REPORTS + 3 * sqrt(0.05 * 0.95 * REPORTS));
}

/* A WebSocket takes six times as long as each of three transports: every report finds all three. */
static void a_difference_that_is_there_is_called_in_every_report(void **state) {
  (void)state;
  for (uint64_t seed = 1; seed <= REPORTS; seed++) {
    struct made *made = made_new();
    struct comparisons comparisons = drawn(made, seed, 6);
    for (size_t i = 0; i < 3; i++) {
      static const char *const names[] = {"short_poll", "long_poll", "sse"};
      const struct comparison *pair =
          find(&comparisons, "latency_ns.mean", names[i], "websocket", -1, NULL);
      assert_int_equal(pair->finding, FINDING_GREATER);
    }
    comparisons_release(&comparisons);
    free(made);
  }
}

static void the_file_has_a_row_for_each(void **state) {
  (void)state;
  struct made *made = made_new();
  char *text = NULL;
  size_t bytes = 0;
  cell_with(made, ENGINE_LWS, TRANSPORT_SSE, 1, 10, 250);
  cell_with(made, ENGINE_LWS, TRANSPORT_WEBSOCKET, 2, 10, 500);
  struct comparisons comparisons = compared(made);
  FILE *file = open_memstream(&text, &bytes);
  comparisons_write(file, &comparisons);
  fclose(file);
  assert_non_null(strstr(text,
                         "\nbytes.wire_per_message\ttransport\tsse\twebsocket\t\t\t1\t4\t250\t"
                         "500\t2\t2\t2\t95 %\t\t\tcounted\tgreater\n"));
  assert_non_null(strstr(text, "\nlatency_ns.mean\ttransport\tsse\twebsocket\t\t\t1\t4\t"));
  free(text);
  comparisons_release(&comparisons);
  free(made);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(without_axes_transports_and_engines_are_compared),
      cmocka_unit_test(cells_that_lost_or_failed_are_compared_with_nothing),
      cmocka_unit_test(a_swept_number_is_a_trend_for_each_transport),
      cmocka_unit_test(values_of_a_transport_are_compared_with_those_that_do_not_heed_them),
      cmocka_unit_test(a_variant_is_compared_with_its_base),
      cmocka_unit_test(an_experiment_may_ask_about_other_axes_and_figures),
      cmocka_unit_test(the_number_of_repeats_needed_follows_from_the_tests),
      cmocka_unit_test(equal_cells_are_called_different_in_no_more_reports_than_the_level_allows),
      cmocka_unit_test(a_difference_that_is_there_is_called_in_every_report),
      cmocka_unit_test(the_file_has_a_row_for_each),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
