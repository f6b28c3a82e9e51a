/* What searches have found, in words; read from a run.json as searches_put writes it. */
#include "tests/bench/says.h"

#include <math.h>

#include "bench/answers/search_words.h"
#include "bench/results/searches.h"
#include "common/base/traits.h"

static struct experiment experiment;
static struct cell cell = {.name = (char *)"lws-sse-clients=80"};
static const struct cells cells = {&cell, 1};
static struct cell_search made;
static struct probe probes_made[200];
static struct probes probes;
static struct result_searches searches;
static json_t *record;

static int make(void **state) {
  (void)state;
  json_t *object = json_pack("{s:s,s:f,s:f,s:{s:s,s:s}}", "vary", "clients", "from", 50.0, "to",
                             3200.0, "until", "latency_ns.p99", "<250ms", "lost", "=0");
  experiment = (struct experiment){.name = NULL};
  assert_int_equal(search_read(&experiment.search, object, "x", NULL), STATUS_OK);
  json_decref(object);
  made =
      (struct cell_search){.name = {"lws-sse"}, .engine = ENGINE_LWS, .transport = TRANSPORT_SSE};
  knee_search_begin(&made.knee, 50, 3200, 0.05, 0.05, true);
  probes = (struct probes){probes_made, 0};
  return 0;
}

static int release(void **state) {
  (void)state;
  search_release(&experiment.search);
  result_searches_release(&searches);
  json_decref(record);
  record = NULL;
  return 0;
}

static void probe_at(double value, bool holds, enum exhausted gave_out) {
  probes_made[probes.count++] = (struct probe){
      .repeat = 1,
      .value = value,
      .counts = true,
      .verdict = {.holds = holds, .measured = holds ? 20e6 : 312e6, .gave_out = gave_out}};
  knee_search_take(&made.knee, value, holds);
}

/* Searches until the end, for a knee. */
static void search_all(double knee, enum exhausted gave_out) {
  double value;
  while (knee_search_next(&made.knee, &value) == KNEE_GOES_ON)
    probe_at(value, value <= knee, gave_out);
}

/* Writes the search, reads it back, and says it. */
static struct search_sentence said(void) {
  struct error error = {""};
  record = json_object();
  json_t *own = json_object();
  json_object_set_new(own, "search", search_json(&experiment.search));
  json_object_set_new(record, "experiment", own);
  searches_put(record, &experiment, &made, 1, &probes, &cells);
  if (result_searches_read(&searches, record, "run.json", &error) != STATUS_OK)
    fail_msg("%s", error.text);
  assert_int_equal(searches.count, 1);
  assert_int_equal(searches.probe_count, probes.count);
  return search_sentence(&searches, 0);
}

static void a_capacity_is_named_with_its_bracket_and_what_gave_out(void **state) {
  (void)state;
  char expected[128];
  search_all(700, EXHAUSTED_SERVER);
  struct knee_bracket bracket = knee_search_bracket(&made.knee);
  struct search_sentence sentence = said();
  snprintf(expected, sizeof expected,
           "SSE on libwebsockets: up to %.0f users; %.0f users are too many (9", bracket.low,
           bracket.high);
  assert_begins(sentence.text, expected);
  assert_ends(sentence.text, " sure). The server's processor gave out first.");
  snprintf(expected, sizeof expected, "%.0f users", bracket.low);
  assert_string_equal(search_answer(&searches, 0).text, expected);
  assert_int_equal(search_probes(&searches, 0), probes.count);
}

static void the_limit_itself_gave_out(void **state) {
  (void)state;
  search_all(700, EXHAUSTED_LIMIT);
  assert_ends(said().text, " sure). Nothing gave out but the limit itself.");
}

static void where_the_generator_gave_out_no_capacity_is_named(void **state) {
  (void)state;
  search_all(700, EXHAUSTED_GENERATOR);
  struct search_sentence sentence = said();
  assert_says(sentence.text, ": cannot tell: at 7");
  assert_says(sentence.text, " users the load generator gave out, not the server, so no capacity "
                             "is named. ");
  assert_true(isnan(searches.items[0].capacity));
  assert_string_equal(search_answer(&searches, 0).text, "cannot tell");
}

static void a_lower_end_that_fails_is_said_with_the_probes_figure(void **state) {
  (void)state;
  search_all(10, EXHAUSTED_SERVER);
  assert_string_equal(said().text,
                      "SSE on libwebsockets: already the least value, 50 users, does not hold: "
                      "latency_ns.p99 312 ms (limits: latency_ns.p99 below 250 ms, lost exactly "
                      "0). Let the search begin lower (\"from\"). The server's processor gave out "
                      "first.");
  assert_string_equal(search_answer(&searches, 0).text, "below 50 users");
}

static void an_upper_end_that_holds_is_said_with_the_probes_figure(void **state) {
  (void)state;
  search_all(1e6, EXHAUSTED_SERVER);
  assert_string_equal(said().text,
                      "SSE on libwebsockets: the greatest value, 3200 users, still holds: "
                      "latency_ns.p99 20.0 ms (limits: latency_ns.p99 below 250 ms, lost exactly "
                      "0). Let the search go further (\"to\").");
  assert_string_equal(search_answer(&searches, 0).text, "above 3200 users");
}

static void descriptors_that_give_out_are_a_capacity(void **state) {
  (void)state;
  made.few_descriptors = true;
  search_all(1e6, EXHAUSTED_SERVER);
  assert_says(said().text, "3200 users, still holds: latency_ns.p99 20.0 ms");
  assert_says(search_sentence(&searches, 0).text, "Descriptors gave out first");
  assert_string_equal(search_answer(&searches, 0).text, "3200 users");
  assert_int_equal(searches.items[0].gave_out, EXHAUSTED_DESCRIPTORS);
}

static void a_search_that_is_not_over_cannot_tell(void **state) {
  (void)state;
  probe_at(50, true, EXHAUSTED_LIMIT);
  probe_at(100, false, EXHAUSTED_LIMIT);
  assert_says(said().text, "cannot tell: the search was interrupted; after 2 probes the answer "
                           "lies between 50 users and 100 users with a probability of only ");
}

static void disturbed_probes_are_kept_and_not_counted(void **state) {
  (void)state;
  probe_at(50, true, EXHAUSTED_LIMIT);
  probes_made[probes.count++] =
      (struct probe){.repeat = 2, .value = 100, .verdict = {.disturbed = true, .measured = NAN}};
  said();
  assert_int_equal(searches.probes[1].result, PROBE_DISTURBED);
  assert_true(isnan(searches.probes[1].measured));
  assert_int_equal(search_probes(&searches, 0), 1);
}

static void what_most_probes_say_gave_out(void **state) {
  (void)state;
  probe_at(50, true, EXHAUSTED_LIMIT);
  probe_at(100, false, EXHAUSTED_SERVER);
  probe_at(100, false, EXHAUSTED_SERVER);
  probe_at(100, false, EXHAUSTED_GENERATOR);
  assert_int_equal(search_gave_out(&probes, 0, &made.knee), EXHAUSTED_SERVER);
  probe_at(100, false, EXHAUSTED_GENERATOR);
  assert_int_equal(search_gave_out(&probes, 0, &made.knee), EXHAUSTED_GENERATOR);
}

static void searches_that_are_damaged_are_refused(void **state) {
  (void)state;
  struct error error = {""};
  search_all(700, EXHAUSTED_SERVER);
  said();
  result_searches_release(&searches);
  json_object_set_new(json_array_get(json_object_get(record, "probes"), 0), "search",
                      json_integer(7));
  assert_int_equal(result_searches_read(&searches, record, "run.json", &error), STATUS_CHECK);
  assert_says(error.text, "run.json: its searches cannot be understood");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, release)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_capacity_is_named_with_its_bracket_and_what_gave_out),
      TEST(the_limit_itself_gave_out),
      TEST(where_the_generator_gave_out_no_capacity_is_named),
      TEST(a_lower_end_that_fails_is_said_with_the_probes_figure),
      TEST(an_upper_end_that_holds_is_said_with_the_probes_figure),
      TEST(descriptors_that_give_out_are_a_capacity),
      TEST(a_search_that_is_not_over_cannot_tell),
      TEST(disturbed_probes_are_kept_and_not_counted),
      TEST(what_most_probes_say_gave_out),
      TEST(searches_that_are_damaged_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
