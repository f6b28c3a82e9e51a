/* The answer at the top of a report. */
#include "tests/bench/says.h"

#include "bench/answers/answer.h"
#include "common/base/traits.h"
#include "tests/bench/results_made.h"
#include "tests/contracts.h"

/* Draws the answer of the run and releases it. */
static struct answer answer_of(struct made *made) {
  struct answer answer;
  struct comparisons comparisons;
  assert_int_equal(comparisons_make(&comparisons, &made->results, NULL), STATUS_OK);
  answer_draw(&made->results, &comparisons, &answer);
  comparisons_release(&comparisons);
  free(made);
  return answer;
}

static void assert_sentence(const struct answer *answer, size_t index, const char *expected) {
  assert_true(index < answer->count);
  assert_string_equal(answer->sentences[index].text, expected);
}

/* Four transports on one server, six repeats each: the ranks are as in the comparisons. */
static struct made *made_transports_of(const double *ms, const double *bytes, size_t repeats) {
  struct made *made = made_new();
  for (int i = 0; i < MADE_TRANSPORTS; i++) {
    struct result_cell *cell = made_cell(made, ENGINE_LWS, made_transports[i], repeats);
    made_set(cell, FIGURE_LATENCY_MEAN, ms[i] * 1e6, 1e4);
    made_set(cell, FIGURE_WIRE_PER_MESSAGE, bytes[i], 0);
  }
  return made;
}

/* SSE and WebSocket overlap in latency, but not in bytes: WebSocket is lowest in both. */
static void what_is_lowest_in_everything_is_chosen(void **state) {
  (void)state;
  static const double ms[] = {100, 2, 1, 1.005}, bytes[] = {303, 447, 249, 238};
  struct answer answer = answer_of(made_transports_of(ms, bytes, 8));
  assert_int_equal(answer.count, 3);
  assert_sentence(&answer, 0,
                  "Choose WebSocket: the tests find no other transport lower in mean latency or "
                  "bytes on the wire for a delivered message.");
  assert_begins(answer.sentences[1].text,
                "With WebSocket: mean latency 1.04 ms, long poll 1.96× (");
  assert_says(answer.sentences[1].text, "; bytes on the wire for a delivered message 238 B, SSE "
                                        "1.05×; 8 repeats of each cell, p");
  assert_sentence(&answer, 2,
                  "How sure: differences in time and memory are called at the 5 % level over all 6 "
                  "tests together, and ratios have 95 % intervals; bytes and requests are counted "
                  "exactly.");
}

static void where_figures_disagree_each_has_its_choice(void **state) {
  (void)state;
  static const double ms[] = {100, 2, 1, 3}, bytes[] = {150, 447, 249, 238};
  struct answer answer = answer_of(made_transports_of(ms, bytes, 8));
  assert_sentence(
      &answer, 0,
      "No transport is lowest in everything: choose SSE for mean latency and short poll "
      "for bytes on the wire for a delivered message.");
  assert_begins(answer.sentences[1].text, "With SSE mean latency 1.03 ms, long poll 1.97× (");
  assert_says(answer.sentences[1].text,
              "; with short poll bytes on the wire for a delivered message "
              "150 B, WebSocket 1.59×; 8 repeats");
}

static void where_nothing_differs_there_is_no_reason(void **state) {
  (void)state;
  static const double ms[] = {1, 1, 1, 1}, bytes[] = {100, 100, 100, 100};
  struct answer answer = answer_of(made_transports_of(ms, bytes, 8));
  assert_sentence(
      &answer, 0,
      "No reason to choose a transport: the tests find no difference in mean latency or "
      "bytes on the wire for a delivered message.");
}

/* With one repeat latency cannot be told, and is no reason to choose; bytes are counted. */
static void too_few_repeats_cannot_tell_and_say_how_many_would(void **state) {
  (void)state;
  static const double ms[] = {100, 2, 1, 3}, bytes[] = {303, 447, 249, 238};
  struct made *made = made_transports_of(ms, bytes, 1);
  made->cells[0].grade = VERDICT_SUSPECT;
  struct answer answer = answer_of(made);
  assert_sentence(&answer, 0,
                  "Choose WebSocket: the tests find no other transport lower in bytes on the wire "
                  "for a delivered message.");
  assert_sentence(&answer, 2,
                  "Cannot tell which is lower in time or memory: the repeats are too few to tell a "
                  "difference from chance; bytes and requests are counted exactly; 5 of each cell "
                  "(--set repeats=5) would be enough; 1 of 4 cells is suspect.");
}

/* The mean latency of short polls grows along the interval, and is above that of SSE everywhere. */
static void a_parameter_is_answered_by_its_course(void **state) {
  (void)state;
  static const char *const intervals[] = {"100", "1000"};
  struct made *made = made_new();
  for (size_t i = 0; i < 2; i++) {
    struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SHORT_POLL, 6);
    made_vary(made, cell, "interval_ms", intervals[i]);
    made_set(cell, FIGURE_LATENCY_MEAN, i ? 500e6 : 50e6, 1e3);
    made_set(cell, FIGURE_WIRE_PER_MESSAGE, i ? 300 : 1700, 0);
  }
  struct result_cell *sse = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 6);
  made_set(sse, FIGURE_LATENCY_MEAN, 1e6, 1e3);
  made_set(sse, FIGURE_WIRE_PER_MESSAGE, 500, 0);
  struct answer answer = answer_of(made);
  assert_int_equal(answer.count, 3);
  assert_begins(answer.sentences[0].text,
                "Mean latency: lowest with interval 100 ms; higher at 1000 ms, short poll 10.0× (");
  assert_says(answer.sentences[0].text, "; beside the transports that ignore it higher at every "
                                        "value; 6 repeats of each cell, p ");
  assert_begins(
      answer.sentences[1].text,
      "Bytes on the wire for a delivered message: never higher than with interval 100 ms; "
      "lower at 1000 ms, short poll 0.176×");
  assert_says(answer.sentences[1].text, "; beside the transports that ignore it higher in 1, lower "
                                        "in 1 of 2 comparisons.");
}

/* Of five variants that are slower, the three greatest effects are told. */
static void the_greatest_effects_of_variants_are_told(void **state) {
  (void)state;
  static struct result_pair variants[] = {{"base", ""}, {"a", "x 1"}, {"b", "x 2"},
                                          {"c", "x 3"}, {"d", "x 4"}, {"e", "x 5"}};
  static const double ms[] = {1, 2, 6, 3, 5, 4};
  struct made *made = made_new();
  made->results.variants = (struct result_pairs){variants, 6};
  for (size_t i = 0; i < 6; i++) {
    struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 8);
    made_vary(made, cell, "variant", variants[i].name);
    made_set(cell, FIGURE_LATENCY_MEAN, ms[i] * 1e6, 1e3);
  }
  struct answer answer = answer_of(made);
  assert_int_equal(answer.count, 2);
  const char *text = answer.sentences[0].text;
  assert_begins(text, "Mean latency: lowest with the base; higher at b, SSE ");
  assert_says(text, "; d, SSE ");
  assert_says(text, "; e, SSE ");
  assert_says(text, "; and in 2 more comparisons; 8 repeats of each cell, p ");
  assert_says_not(text, "a, SSE");
}

static void variants_that_change_nothing_give_no_reason(void **state) {
  (void)state;
  static struct result_pair variants[] = {{"base", ""}, {"a", "x 1"}};
  struct made *made = made_new();
  made->results.variants = (struct result_pairs){variants, 2};
  for (size_t i = 0; i < 2; i++) {
    struct result_cell *cell = made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 8);
    made_vary(made, cell, "variant", variants[i].name);
    made_set(cell, FIGURE_LATENCY_MEAN, 1e6, 1e3);
  }
  struct answer answer = answer_of(made);
  assert_sentence(&answer, 0,
                  "Mean latency: no significant difference from the base in 1 comparison, so no "
                  "reason to choose; 8 repeats of each cell.");
}

static void faults_are_answered_by_who_was_served_soonest(void **state) {
  (void)state;
  static struct result_fault faults[3];
  static const double again_ns[] = {3e9, 1e9, NAN};
  struct made *made = made_new();
  for (int i = 0; i < 3; i++) {
    struct result_cell *cell = made_cell(made, ENGINE_LWS, made_transports[i], 1);
    faults[i] = (struct result_fault){.kind = FAULT_KILL_SERVER, .served_again_ns = again_ns[i]};
    cell->faults = &faults[i];
    cell->fault_count = 1;
  }
  struct answer answer = answer_of(made);
  assert_int_equal(answer.count, 2);
  assert_sentence(&answer, 0,
                  "After the fault “server killed” all users were served again soonest with long "
                  "poll on libwebsockets (1.00 s), last with short poll on libwebsockets (3.00 s); "
                  "in 1 cell some users never were.");
  assert_sentence(&answer, 1,
                  "How sure: the effects of faults are of the first repeat and are not tested, so "
                  "chance is in them.");
}

static void a_single_cell_cannot_tell(void **state) {
  (void)state;
  struct made *made = made_new();
  made_cell(made, ENGINE_LWS, TRANSPORT_SSE, 1)->grade = VERDICT_INVALID;
  struct answer answer = answer_of(made);
  assert_int_equal(answer.count, 1);
  assert_sentence(&answer, 0,
                  "Cannot tell: the run has no two cells that may be compared; 1 of 1 cells is not "
                  "compared.");
  answer = answer_of(made_new());
  assert_int_equal(answer.count, 0);
}

static void add_four(void *context) {
  for (int i = 0; i < ANSWER_SENTENCES + 1; i++)
    answer_next(context);
}

static void a_fourth_sentence_breaks_a_contract(void **state) {
  (void)state;
  struct answer answer = {.count = 0};
  assert_contract_broken(add_four, &answer, "answer->count < ANSWER_SENTENCES");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_lowest_in_everything_is_chosen),
      cmocka_unit_test(where_figures_disagree_each_has_its_choice),
      cmocka_unit_test(where_nothing_differs_there_is_no_reason),
      cmocka_unit_test(too_few_repeats_cannot_tell_and_say_how_many_would),
      cmocka_unit_test(a_parameter_is_answered_by_its_course),
      cmocka_unit_test(the_greatest_effects_of_variants_are_told),
      cmocka_unit_test(variants_that_change_nothing_give_no_reason),
      cmocka_unit_test(faults_are_answered_by_who_was_served_soonest),
      cmocka_unit_test(a_single_cell_cannot_tell),
      cmocka_unit_test(a_fourth_sentence_breaks_a_contract),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
