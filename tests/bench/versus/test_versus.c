/* The comparison of two builds, round by round, and its sentences. */
#include "tests/bench/says.h"

#include <stdlib.h>

#include "bench/versus/versus.h"
#include "bench/versus/versus_words.h"
#include "common/base/traits.h"
#include "tests/bench/results_made.h"

enum { ROUNDS = 8 };

static struct made *made;
static struct versus versus;
static struct result_pair facts[] = {
    {"folder", "../old"}, {"server", "pushbench-server 0.2 (0123456789ab);libwebsockets 4"}};

static void assert_near(double value, double expected, double off) {
  if (!(fabs(value - expected) <= off))
    fail_msg("%.12g is not %.12g", value, expected);
}

static int begin(void **state) {
  (void)state;
  made = made_new();
  made->results.versus = (struct result_pairs){facts, 2};
  versus = (struct versus){0};
  return 0;
}

static int end(void **state) {
  (void)state;
  versus_release(&versus);
  free(made);
  return 0;
}

struct twins {
  struct result_cell *own, *other;
};

/* A cell of either build; something was published and delivered. */
static struct twins twins_of(int transport, size_t rounds) {
  struct twins twins = {made_cell(made, ENGINE_LWS, transport, rounds),
                        made_cell(made, ENGINE_LWS, transport, rounds)};
  made_vary(made, twins.own, "build", "this");
  made_vary(made, twins.other, "build", "other");
  made_set(twins.own, FIGURE_PUBLISHED, 10, 0);
  made_set(twins.other, FIGURE_PUBLISHED, 10, 0);
  return twins;
}

/* The other build has 100, 101, …; this one `factors` times as much, which are repeated. */
static void figure_set(struct twins twins, enum figure figure, const double *factors,
                       size_t count) {
  made_set(twins.other, figure, 100, 1);
  made_set(twins.own, figure, 100, 1);
  for (size_t i = 0; i < twins.own->repeat_count; i++)
    twins.own->repeats[i].values[figure] *= factors[i % count];
}

static void times_set(struct twins twins, enum figure figure, double factor) {
  figure_set(twins, figure, &factor, 1);
}

static void compare(char *const *selectors, size_t count) {
  struct error error = {""};
  made->results.compared = (struct result_texts){(char **)selectors, count};
  if (versus_make(&versus, &made->results, &error) != STATUS_OK)
    fail_msg("%s", error.text);
}

#define COMPARE(...)                              \
  do {                                            \
    char *const named[] = {__VA_ARGS__};          \
    compare(named, sizeof named / sizeof *named); \
  } while (0)

static const char *sentence(size_t at) {
  static struct versus_text text;
  text = versus_sentence(&versus, &versus.items[at], &made->results);
  return text.text;
}

static void what_is_more_in_every_round_is_worse(void **state) {
  (void)state;
  times_set(twins_of(TRANSPORT_SSE, ROUNDS), FIGURE_LATENCY_MEAN, 1.1);
  COMPARE("latency_ns.mean");
  const struct versus_pair *pair = &versus.items[0];
  assert_int_equal(versus.named, 1);
  assert_int_equal(versus.tested, 1);
  assert_int_equal(versus.findings[VERSUS_WORSE], 1);
  assert_int_equal(pair->finding, VERSUS_WORSE);
  assert_int_equal(pair->rounds, ROUNDS);
  assert_near(pair->p, 2.0 / 256, 1e-12);
  assert_near(pair->ratio.ratio, 1.1, 1e-9);
  assert_near(pair->other_median, 103.5, 1e-9);
  assert_near(pair->median, 1.1 * 103.5, 1e-9);
  assert_string_equal(sentence(0),
                      "SSE, mean latency: worse, +10 % (95 % interval +10 % to +10 %), "
                      "p = 0.0078, 8 rounds.");
  assert_string_equal(versus_headline(&versus, &made->results).text,
                      "This build against 0.2 (0123456789ab): of 1 named figure 1 is worse, 0 are "
                      "better, 0 are the same and 0 cannot be told from chance.");
}

static void what_is_less_is_better_but_for_what_users_get(void **state) {
  (void)state;
  struct twins twins = twins_of(TRANSPORT_SSE, 16);
  times_set(twins, FIGURE_LATENCY_MEAN, 0.4);
  times_set(twins, FIGURE_DELIVERED, 0.9);
  COMPARE("latency_ns.mean", "delivered");
  assert_int_equal(versus.items[0].finding, VERSUS_BETTER);
  assert_int_equal(versus.items[1].finding, VERSUS_WORSE);
  assert_begins(sentence(0), "SSE, mean latency: better, 0.4× (");
  assert_begins(sentence(1), "SSE, delivered: worse, −10 % (");
}

/* Half of the rounds rise by 1 % to 4 %, half fall as much. */
static void what_may_be_chance_is_not_called(void **state) {
  (void)state;
  static const double factors[] = {1.01, 1 / 1.01, 1.02, 1 / 1.02, 1.03, 1 / 1.03, 1.04, 1 / 1.04};
  figure_set(twins_of(TRANSPORT_SSE, 16), FIGURE_LATENCY_MEAN, factors, 8);
  COMPARE("latency_ns.mean");
  const struct versus_pair *pair = &versus.items[0];
  assert_int_equal(pair->finding, VERSUS_UNTOLD);
  assert_true(pair->p > 0.9);
  assert_true(pair->change_told > 0.02 && pair->change_told < 0.04);
  assert_says(sentence(0), "SSE, mean latency: cannot tell, ");
  assert_says(sentence(0), ", 16 rounds. Four in five such runs tell a change of 2.9 %.");
}

/* 16 rounds that rise by 2 %, but for some noise, of three named figures. */
static void a_small_change_says_how_many_rounds_would_tell_it(void **state) {
  (void)state;
  static const double factors[] = {1.07, 0.96, 1.06, 0.97, 1.08, 0.98, 1.05, 0.99};
  figure_set(twins_of(TRANSPORT_SSE, 16), FIGURE_LATENCY_MEAN, factors, 8);
  COMPARE("latency_ns.mean");
  const struct versus_pair *pair = &versus.items[0];
  assert_int_equal(pair->finding, VERSUS_UNTOLD);
  assert_true(pair->rounds_needed > 50 && pair->rounds_needed < 150);
  assert_says(sentence(0), "; to tell this one takes about ");
  assert_ends(sentence(0), " rounds.");
}

static void what_is_the_same_in_every_round_says_so(void **state) {
  (void)state;
  struct twins twins = twins_of(TRANSPORT_SSE, ROUNDS);
  times_set(twins, FIGURE_WIRE_PER_MESSAGE, 1);
  COMPARE("bytes.wire_per_message");
  assert_int_equal(versus.items[0].finding, VERSUS_EQUAL);
  assert_string_equal(sentence(0), "SSE, bytes on the wire for a delivered message: the same in "
                                   "every one of 8 rounds.");
}

/* 0.001 % more in every round are no other bytes as printed, but another time. */
static void counts_must_differ_as_they_are_printed(void **state) {
  (void)state;
  struct twins twins = twins_of(TRANSPORT_SSE, 16);
  times_set(twins, FIGURE_WIRE_PER_MESSAGE, 1.00001);
  times_set(twins, FIGURE_LATENCY_MEAN, 1.00001);
  COMPARE("bytes.wire_per_message", "latency_ns.mean");
  assert_int_equal(versus.items[0].finding, VERSUS_UNTOLD);
  assert_int_equal(versus.items[1].finding, VERSUS_WORSE);
}

/* Of two figures neither is called where each has p = 2/256. */
static void p_is_corrected_for_all_named_figures(void **state) {
  (void)state;
  struct twins twins = twins_of(TRANSPORT_SSE, ROUNDS);
  times_set(twins, FIGURE_LATENCY_MEAN, 1.1);
  times_set(twins, FIGURE_CPU_US_PER_MESSAGE, 1.1);
  COMPARE("latency_ns.mean", "server.cpu_us_per_message");
  assert_near(versus.items[0].corrected, 4.0 / 256, 1e-12);
  assert_int_equal(versus.findings[VERSUS_UNTOLD], 2);
  assert_ends(sentence(1), ", p = 0.016, 8 rounds. So few rounds tell nothing of 2 figures: it "
                           "takes at least 9.");
  assert_int_equal(versus_rounds_min(2), 9);
}

/* This build has no round 3, the other no round 5. */
static void rounds_are_paired_by_their_numbers(void **state) {
  (void)state;
  struct twins twins = twins_of(TRANSPORT_SSE, 10);
  times_set(twins, FIGURE_LATENCY_MEAN, 1.1);
  twins.own->repeats[2].measured = false;
  twins.other->repeats[4].values[FIGURE_LATENCY_MEAN] = NAN;
  COMPARE("latency_ns.mean");
  assert_int_equal(versus.items[0].rounds, 8);
  assert_near(versus.items[0].ratio.low, 1.1, 1e-9);
  assert_near(versus.items[0].ratio.high, 1.1, 1e-9);
  versus_release(&versus);
  for (size_t i = 2; i < 9; i++) /* the same rounds, in lists without the missing ones */
    twins.own->repeats[i] = twins.own->repeats[i + 1];
  twins.own->repeat_count = 9;
  COMPARE("latency_ns.mean");
  assert_int_equal(versus.items[0].rounds, 8);
  assert_near(versus.items[0].ratio.high, 1.1, 1e-9);
}

static void what_cannot_be_compared_says_why(void **state) {
  (void)state;
  struct twins sse = twins_of(TRANSPORT_SSE, ROUNDS), poll = twins_of(TRANSPORT_LONG_POLL, ROUNDS);
  struct result_cell *alone = made_cell(made, ENGINE_LWS, TRANSPORT_WEBSOCKET, ROUNDS);
  made_vary(made, alone, "build", "this");
  made_set(poll.other, FIGURE_LOST, 1, 0);
  times_set(sse, FIGURE_LATENCY_MEAN, 1);
  COMPARE("sse.latency_ns.p99", "sse.ack_ns.mean", "long_poll.latency_ns.mean",
          "websocket.latency_ns.mean");
  assert_int_equal(versus.tested, 0);
  assert_int_equal(versus.findings[VERSUS_UNTESTED], 4);
  assert_string_equal(sentence(0),
                      "SSE, latency of 99 % of the messages: cannot tell: a repeat has "
                      "too few messages for this percentile.");
  assert_string_equal(sentence(1), "SSE, mean time until a writer has its acknowledgement: cannot "
                                   "tell: it was not measured.");
  assert_string_equal(sentence(2),
                      "long poll, mean latency: cannot tell: the other build's cell is "
                      "invalid, failed or lost messages.");
  assert_string_equal(sentence(3), "WebSocket, mean latency: cannot tell: the other build did not "
                                   "run this cell.");
  versus_release(&versus);
  made_set(poll.own, FIGURE_LOST, 1, 0);
  COMPARE("long_poll.latency_ns.mean");
  assert_ends(sentence(0), ": cannot tell: its cell is invalid, failed or lost messages.");
}

/* Those that were not asked for are shown, with their ratios, and not called. */
static void nothing_named_names_what_reports_compare(void **state) {
  (void)state;
  struct twins twins = twins_of(TRANSPORT_SSE, 16);
  times_set(twins, FIGURE_LATENCY_MEAN, 1.1);
  times_set(twins, FIGURE_REQUESTS_PER_MESSAGE, 1);
  times_set(twins, FIGURE_LATENCY_P50, 1.2);
  compare(NULL, 0);
  assert_false(versus.chosen);
  assert_int_equal(versus.named, 2);
  assert_int_equal(versus.count, 3);
  assert_int_equal(versus.items[0].figure, FIGURE_LATENCY_MEAN);
  assert_int_equal(versus.items[1].figure, FIGURE_REQUESTS_PER_MESSAGE);
  assert_int_equal(versus.items[2].figure, FIGURE_LATENCY_P50);
  assert_int_equal(versus.items[2].finding, VERSUS_SHOWN);
  assert_near(versus.items[2].ratio.ratio, 1.2, 1e-9);
  assert_true(isnan(versus.items[2].p));
}

static void a_figure_is_named_once_for_each_of_its_cells(void **state) {
  (void)state;
  times_set(twins_of(TRANSPORT_SSE, ROUNDS), FIGURE_LATENCY_MEAN, 1.1);
  times_set(twins_of(TRANSPORT_WEBSOCKET, ROUNDS), FIGURE_LATENCY_MEAN, 1.1);
  COMPARE("websocket.latency_ns.mean", "latency_ns.mean");
  assert_true(versus.chosen);
  assert_int_equal(versus.named, 2);
  assert_int_equal(versus.items[0].own->transport, TRANSPORT_WEBSOCKET);
  assert_int_equal(versus.items[1].own->transport, TRANSPORT_SSE);
  assert_int_equal(versus.count, 2);
}

/* From 0 there is no ratio; where all are 0 nothing differs. */
static void counts_from_zero_have_no_ratio(void **state) {
  (void)state;
  struct twins twins = twins_of(TRANSPORT_SSE, 16);
  made_set(twins.own, FIGURE_REORDERED, 1, 1);
  made_set(twins.other, FIGURE_REORDERED, 0, 0);
  made_set(twins.own, FIGURE_DUPLICATED, 0, 0);
  made_set(twins.other, FIGURE_DUPLICATED, 0, 0);
  COMPARE("reordered", "duplicated");
  assert_int_equal(versus.items[0].finding, VERSUS_WORSE);
  assert_string_equal(sentence(0), "SSE, reordered: worse, more, p < 0.001, 16 rounds.");
  assert_int_equal(versus.items[1].finding, VERSUS_EQUAL);
}

static void worse_figures_fail_the_check(void **state) {
  (void)state;
  struct error error = {""};
  struct twins twins = twins_of(TRANSPORT_SSE, 16);
  char *named[] = {"latency_ns.mean", "server.cpu_us_per_message"};
  made->results.compared = (struct result_texts){named, 2};
  times_set(twins, FIGURE_LATENCY_MEAN, 0.9);
  times_set(twins, FIGURE_CPU_US_PER_MESSAGE, 1);
  assert_int_equal(versus_require(&made->results, &error), STATUS_OK);
  times_set(twins, FIGURE_CPU_US_PER_MESSAGE, 1.043);
  assert_int_equal(versus_require(&made->results, &error), STATUS_CHECK);
  assert_string_equal(error.text, "1 named figure is worse than by the other build: SSE, server "
                                  "processor time for a delivered message (+4.3 %)");
  made->results.versus.count = 0;
  assert_int_equal(versus_require(&made->results, &error), STATUS_OK);
}

static void a_damaged_selector_is_an_error(void **state) {
  (void)state;
  struct error error = {""};
  char *named[] = {"latency_ns.maen"};
  made->results.compared = (struct result_texts){named, 1};
  assert_int_equal(versus_make(&versus, &made->results, &error), STATUS_CHECK);
  assert_begins(error.text, "run.json: experiment.compare: ");
}

static void each_comparison_is_a_row(void **state) {
  (void)state;
  struct twins twins = twins_of(TRANSPORT_SSE, ROUNDS);
  char *text = NULL;
  size_t bytes;
  times_set(twins, FIGURE_LATENCY_MEAN, 1.1);
  times_set(twins, FIGURE_LATENCY_P50, 1);
  COMPARE("latency_ns.mean", "latency_ns.p99");
  FILE *stream = open_memstream(&text, &bytes);
  versus_write(stream, &versus);
  fclose(stream);
  assert_says(text, "corrected_p\tfinding\tspread\tchange_told\trounds_needed\twhy\n"
                    "cell\tlatency_ns.mean\tyes\t8\t103.5\t113.85\t1.1\t1.1\t1.1\t95 %\t0.0078125\t"
                    "0.0078125\tworse\t");
  assert_says(text,
              "\ncell\tlatency_ns.p99\tyes\t0\t\t\t\t\t\t\t\t\tuntested\t\t\t\ta repeat has too "
              "few messages for this percentile\n"
              "cell\tlatency_ns.p50\tno\t8\t103.5\t103.5\t1\t1\t1\t95 %\t\t\tshown\t0\t\t\t\n");
  free(text);
}

static void changes_are_written_for_people(void **state) {
  (void)state;
  static const struct {
    double ratio;
    const char *words;
  } changes[] = {{1, "0 %"},        {1.0432, "+4.3 %"},  {0.9568, "−4.3 %"},
                 {1.0996, "+10 %"}, {1.5, "+50 %"},      {2.5, "2.50×"},
                 {0.25, "0.25×"},   {1.0034, "+0.34 %"}, {0.99997, "−0.003 %"},
                 {NAN, "–"}};
  for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
    assert_string_equal(versus_change_words(changes[i].ratio).text, changes[i].words);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(what_is_more_in_every_round_is_worse),
      TEST(what_is_less_is_better_but_for_what_users_get),
      TEST(what_may_be_chance_is_not_called),
      TEST(a_small_change_says_how_many_rounds_would_tell_it),
      TEST(what_is_the_same_in_every_round_says_so),
      TEST(counts_must_differ_as_they_are_printed),
      TEST(p_is_corrected_for_all_named_figures),
      TEST(rounds_are_paired_by_their_numbers),
      TEST(what_cannot_be_compared_says_why),
      TEST(nothing_named_names_what_reports_compare),
      TEST(a_figure_is_named_once_for_each_of_its_cells),
      TEST(counts_from_zero_have_no_ratio),
      TEST(worse_figures_fail_the_check),
      TEST(a_damaged_selector_is_an_error),
      TEST(each_comparison_is_a_row),
      TEST(changes_are_written_for_people),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
