/* The judgement of a probe. */
#include "tests/bench/says.h"

#include <math.h>

#include "bench/judge/reasons.h"
#include "bench/results/probe.h"

static const struct exhaustible machine = {.memory_bytes = 1e9, .processors = 1};

static struct search_plan search;
static json_t *document;

/* A repeat with a p99 of 200 ms and nothing lost, in a search for p99 below 250 ms and no loss. */
static int make(void **state) {
  (void)state;
  json_t *object = json_pack("{s:s,s:{s:s,s:s}}", "vary", "clients", "until", "latency_ns.p99",
                             "<250ms", "lost", "=0");
  search = (struct search_plan){0};
  assert_int_equal(search_read(&search, object, "x", NULL), STATUS_OK);
  json_decref(object);
  document = json_object();
  figure_put_text(document, FIGURE_OUTCOME, "done");
  figure_put_text(document, FIGURE_CELL, "lws-sse-clients=80");
  figure_put_number(document, FIGURE_LATENCY_P99, 200e6);
  figure_put_count(document, FIGURE_LOST, 0);
  figure_put_count(document, FIGURE_PUBLISHED_SEEN, 2000);
  figure_put(document, FIGURE_VERDICT_KINDS, json_array());
  return 0;
}

static int release(void **state) {
  (void)state;
  search_release(&search);
  json_decref(document);
  return 0;
}

static struct probe_verdict judge_well(void) {
  struct probe_verdict verdict;
  struct error error = {""};
  if (probe_judge(&verdict, document, &search, &machine, &error) != STATUS_OK)
    fail_msg("%s", error.text);
  return verdict;
}

static void say(enum reason_kind kind) {
  json_array_append_new(figure_json(document, FIGURE_VERDICT_KINDS),
                        json_string(reason_table[kind].name));
}

static void a_probe_holds_where_all_limits_do(void **state) {
  (void)state;
  struct probe_verdict verdict = judge_well();
  assert_true(verdict.holds);
  assert_true(verdict.measured == 200e6);
  assert_string_equal(probe_words(&verdict, &search).text, "latency_ns.p99 200 ms, below 250 ms");
}

static void the_first_limit_that_breaks_is_named(void **state) {
  (void)state;
  figure_put_count(document, FIGURE_LOST, 3);
  struct probe_verdict verdict = judge_well();
  assert_false(verdict.holds);
  assert_int_equal(verdict.limit, 1);
  assert_true(verdict.measured == 3);
  figure_put_number(document, FIGURE_LATENCY_P99, 300e6);
  verdict = judge_well();
  assert_int_equal(verdict.limit, 0);
  assert_string_equal(probe_words(&verdict, &search).text,
                      "latency_ns.p99 300 ms, not below 250 ms (gave out: the limit itself)");
}

static void a_repeat_that_failed_does_not_hold(void **state) {
  (void)state;
  figure_put_text(document, FIGURE_OUTCOME, "failed");
  struct probe_verdict verdict = judge_well();
  assert_false(verdict.holds);
  assert_true(isnan(verdict.measured));
}

static void a_percentile_of_too_few_messages_is_an_error(void **state) {
  (void)state;
  struct probe_verdict verdict;
  struct error error = {""};
  figure_put_null(document, FIGURE_LATENCY_P99);
  figure_put_count(document, FIGURE_PUBLISHED_SEEN, 300);
  assert_int_equal(probe_judge(&verdict, document, &search, &machine, &error), STATUS_USAGE);
  assert_says(error.text, "latency_ns.p99 needs 1000 messages in the measured phase, and "
                          "lws-sse-clients=80 had 300");
  figure_put_count(document, FIGURE_LOST, 5); /* an overloaded server: that is an answer */
  assert_int_equal(probe_judge(&verdict, document, &search, &machine, &error), STATUS_OK);
  assert_false(verdict.holds);
}

static void a_quick_search_takes_any_percentile(void **state) {
  (void)state;
  search.quick = true;
  figure_put_null(document, FIGURE_LATENCY_P99);
  figure_put_count(document, FIGURE_PUBLISHED_SEEN, 2);
  figure_put_text(document, FIGURE_LATENCY_HISTOGRAM, "1000,2000,3000,0;1000:1,2000:1");
  struct probe_verdict verdict = judge_well();
  assert_true(verdict.holds);
  assert_true(fabs(verdict.measured - 2000) < 5);
}

static void a_broken_limit_beside_noise_is_a_disturbance(void **state) {
  (void)state;
  say(REASON_NOISE_SERVER);
  assert_false(judge_well().disturbed);
  figure_put_number(document, FIGURE_LATENCY_P99, 300e6);
  assert_true(judge_well().disturbed);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, release)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_probe_holds_where_all_limits_do),   TEST(the_first_limit_that_breaks_is_named),
      TEST(a_repeat_that_failed_does_not_hold),  TEST(a_percentile_of_too_few_messages_is_an_error),
      TEST(a_quick_search_takes_any_percentile), TEST(a_broken_limit_beside_noise_is_a_disturbance),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
