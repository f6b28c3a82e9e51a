/* Choices from known costs: candidates, verdicts, the cheapest, projections and words. */
#include "bench/choose/choice.h"

#include <stdio.h>
#include <stdlib.h>

#include "bench/choose/choice_json.h"
#include "bench/choose/choice_print.h"
#include "bench/choose/choice_table.h"
#include "bench/choose/choice_words.h"
#include "tests/bench/choose/choice_made.h"
#include "tests/bench/says.h"

/* An answer with all that it borrows. */
struct answered {
  struct made_evidence made;
  struct user_case its;
  struct prices prices;
  struct choice choice;
  struct choice_words *words;
};

static void answered_make(struct answered *out, const char *const *sets, const char *prices) {
  struct error error = {""};
  out->made = made_evidence();
  out->its = made_case(sets);
  out->prices = (struct prices){0};
  if (prices)
    assert_int_equal(prices_load(&out->prices, prices, &error), STATUS_OK);
  const struct prices *list = prices ? &out->prices : NULL;
  enum status status =
      choice_make(&out->choice, &out->its, made_evidence_of(&out->made), list, &error);
  assert_int_equal(status, STATUS_OK);
  out->words = calloc(1, sizeof *out->words);
  assert_non_null(out->words);
  choice_words_make(&out->choice, out->words);
}

static void answered_release(struct answered *out) {
  free(out->words);
  choice_release(&out->choice);
  prices_release(&out->prices);
  user_case_release(&out->its);
  free(out->made.made);
}

/* The position of a transport's candidate with that setting. */
static size_t candidate_of_setting(const struct choice *choice, int transport, double setting_s) {
  for (size_t i = 0; i < choice->count; i++)
    if (choice->candidates[i].transport == transport &&
        choice->candidates[i].setting_s == setting_s)
      return i;
  fail_msg("no candidate %d with %g s", transport, setting_s);
  return 0;
}

static const char *const chat[] = {"users=200", "messages_per_user_minute=20", "budget_ms=250",
                                   "rtt_ms=40", "intervals_s=0.2,1",           "cheapest_in=bytes",
                                   NULL};

/* p99 of a poll every 200 ms is 198 + 20 ms and the software's 1 ms; that of a push 21 ms. */
static void late_candidates_are_told_from_those_in_time(void **state) {
  (void)state;
  struct answered its;
  answered_make(&its, chat, NULL);
  const struct choice *choice = &its.choice;
  assert_int_equal(choice->count, 5);
  size_t fast = candidate_of_setting(choice, TRANSPORT_SHORT_POLL, 0.2);
  size_t slow = candidate_of_setting(choice, TRANSPORT_SHORT_POLL, 1);
  assert_near(choice->candidates[fast].latency_s.value, 0.219, 1e-6);
  assert_int_equal(choice->candidates[fast].in_time, IN_TIME_YES);
  assert_near(choice->candidates[slow].latency_s.value, 1.011, 1e-6);
  assert_int_equal(choice->candidates[slow].in_time, IN_TIME_NO);
  size_t socket = candidate_of_setting(choice, TRANSPORT_WEBSOCKET, 30);
  assert_near(choice->candidates[socket].latency_s.value, 0.021, 1e-6);
  assert_int_equal(choice->candidates[choice->answer].transport, TRANSPORT_SSE);
  assert_false(choice->cheapest[CURRENCY_BYTES].sure); /* WebSocket is 2 % above */
  answered_release(&its);
}

/* One message in 3 s: 3.33 µs a second, and for a ping every 30 s 2 µs; a poll every 200 ms 200 µs,
 * and a long poll a request for each message, 13.3 µs, and 3.33 µs. */
static void processor_time_is_put_together_from_its_parts(void **state) {
  (void)state;
  struct answered its;
  answered_make(&its, chat, NULL);
  const struct choice *choice = &its.choice;
  size_t socket = candidate_of_setting(choice, TRANSPORT_WEBSOCKET, 30);
  size_t poll = candidate_of_setting(choice, TRANSPORT_SHORT_POLL, 0.2);
  size_t held = candidate_of_setting(choice, TRANSPORT_LONG_POLL, 30);
  assert_near(choice->candidates[socket].rates.cpu_s.value, 10e-6 / 3 + 60e-6 / 30, 1e-12);
  assert_near(choice->candidates[poll].rates.cpu_s.value, 10e-6 / 3 + 40e-6 * 5, 1e-12);
  /* with 40 ms there and back: 1 / (0.04 + exp(-0.04/3) 3 (1 - exp(-10))) requests a second */
  double requests = 1 / (0.04 + exp(-0.04 / 3) * 3 * (1 - exp(-10)));
  assert_near(choice->candidates[held].rates.requests.value, requests, 1e-12);
  assert_near(choice->candidates[held].rates.cpu_s.value, 10e-6 / 3 + 40e-6 * requests, 1e-12);
  assert_true(choice->candidates[socket].cpu_covered);
  assert_int_equal(choice->cheapest[CURRENCY_CPU].best,
                   candidate_of_setting(choice, TRANSPORT_SSE, 30));
  assert_near(choice_cost(choice, socket, CURRENCY_CPU).value, 200 * (10. / 3 + 2) * 1e-6, 1e-9);
  assert_near(choice_cost(choice, socket, CURRENCY_MEMORY).value, 200 * 5000, 1e-6);
  assert_int_equal(choice->cheapest[CURRENCY_REQUESTS].best,
                   candidate_of_setting(choice, TRANSPORT_SSE, 30)); /* both 0: fewer bytes */
  answered_release(&its);
}

static void idle_users_count_with_their_share(void **state) {
  (void)state;
  static const char *const sets[] = {"users=100",      "messages_per_user_minute=60",
                                     "budget_ms=1000", "idle_share=0.75",
                                     "heartbeat_s=10", NULL};
  struct answered its;
  answered_make(&its, sets, NULL);
  size_t socket = candidate_of_setting(&its.choice, TRANSPORT_WEBSOCKET, 10);
  const struct candidate_rates *rates = &its.choice.candidates[socket].rates;
  assert_near(rates->messages, 0.25, 1e-12);
  assert_near(rates->beats, 0.1, 1e-12);
  assert_near(rates->cpu_s.value, 0.25 * 10e-6 + 0.1 * 60e-6, 1e-12);
  answered_release(&its);
}

/* The projection for 10,000 users of a gateway: a poll every 300 s is 8,760 requests a month. */
static void a_bill_follows_the_price_list(void **state) {
  (void)state;
  static const char *const sets[] = {"users=10000",
                                     "messages_per_user_minute=0.02",
                                     "budget_ms=160000",
                                     "percentile=mean",
                                     "intervals_s=60,300",
                                     "cheapest_in=money",
                                     NULL};
  struct answered its;
  answered_make(&its, sets, "prices/aws-gateway.json");
  const struct choice *choice = &its.choice;
  size_t poll = candidate_of_setting(choice, TRANSPORT_SHORT_POLL, 300);
  size_t socket = candidate_of_setting(choice, TRANSPORT_WEBSOCKET, 30);
  double out = choice->candidates[poll].rates.down_bytes.value * 2628000 / 1e9 * 0.09;
  assert_near(choice_cost(choice, poll, CURRENCY_MONEY).value / 10000, 8760e-6 + out, 1e-9);
  out = choice->candidates[socket].rates.down_bytes.value * 2628000 / 1e9 * 0.09;
  assert_near(choice_cost(choice, socket, CURRENCY_MONEY).value / 10000,
              43800 * 0.25e-6 + 876e-6 + out, 1e-9);
  assert_int_equal(choice->answer, poll);
  assert_int_equal(choice->currency, CURRENCY_MONEY);
  assert_int_equal(choice->cheapest[CURRENCY_MONEY].unknown, 1); /* SSE is not offered */
  assert_says(its.words->why.texts[0], "Long polls held for 30 s: in time");
  answered_release(&its);
}

static void projections_say_where_they_leave_the_runs(void **state) {
  (void)state;
  struct answered its;
  answered_make(&its, chat, NULL);
  const struct choice *choice = &its.choice;
  double sizes[PROJECTION_SIZES_MAX];
  assert_int_equal(projection_sizes(choice, sizes), 4);
  assert_near(sizes[0], 200, 0);
  assert_near(sizes[3], 1e7, 0);
  const struct candidate *socket =
      &choice->candidates[candidate_of_setting(choice, TRANSPORT_WEBSOCKET, 30)];
  struct projection within = candidate_project(socket, NULL, 100);
  struct projection beyond = candidate_project(socket, NULL, 1e5);
  assert_false(within.beyond);
  assert_true(beyond.beyond);
  assert_near(beyond.cores.value, 1000 * within.cores.value, 1e-9);
  assert_near(beyond.gb_per_month.value,
              projection_cost(&beyond, CURRENCY_BYTES).value * 2628000 / 1e9, 1e-6);
  assert_true(isnan(beyond.bill.value));
  struct table_row row = projection_row(choice, (size_t)choice->answer, 1e5);
  assert_string_equal(row.cells[0].text, "100,000");
  assert_says(row.cells[8].text, "100: beyond the runs");
  answered_release(&its);
}

static void the_words_answer_first(void **state) {
  (void)state;
  struct answered its;
  answered_make(&its, chat, NULL);
  assert_says(its.words->answer.texts[0],
              "Use SSE with a comment every 30 s: 99 % of the messages come within 21.0 ms, where "
              "250 ms are allowed, and nothing in time costs less in bytes (");
  assert_ends(its.words->answer.texts[0], " for 200 users).");
  char *text = NULL;
  size_t bytes;
  FILE *out = open_memstream(&text, &bytes);
  choice_print(out, &its.choice, its.words, 100);
  fclose(out);
  assert_begins(text, "Use SSE with a comment every 30 s:");
  assert_says(text, "Cannot tell them apart: the next transport, WebSocket with a ping every 30 s");
  assert_says(text, "No more than 100 users were measured on one server");
  assert_says(text, "\nHow sure\n");
  assert_says(text, "\nAssumed\n");
  free(text);
  json_t *document = choice_json(&its.choice, its.words);
  json_t *answer = json_object_get(document, "answer");
  assert_string_equal(json_string_value(json_object_get(answer, "transport")), "sse");
  assert_true(json_is_false(json_object_get(answer, "sure")));
  assert_int_equal(json_array_size(json_object_get(document, "candidates")), 5);
  json_decref(document);
  answered_release(&its);
}

/* A poll is never faster than half the network, so 10 ms cannot be met over 40 ms. */
static void nothing_may_be_in_time(void **state) {
  (void)state;
  static const char *const sets[] = {"users=100", "messages_per_user_minute=20", "budget_ms=10",
                                     "rtt_ms=40", NULL};
  struct answered its;
  answered_make(&its, sets, NULL);
  assert_int_equal(its.choice.answer, CHOICE_NONE);
  assert_says(its.words->answer.texts[0], "None of them is in time: with the fastest, ");
  answered_release(&its);
}

/* Between the least and the greatest that is possible nobody can tell; nor without any cells. */
static void what_was_not_measured_cannot_be_told(void **state) {
  (void)state;
  static const char *const close[] = {
      "users=100",        "messages_per_user_minute=20", "budget_ms=1.5",
      "percentile=p99_9", "transports=websocket",        NULL};
  struct answered its;
  answered_make(&its, close, NULL); /* p99.9 was not measured; the greatest latency is 2 ms */
  assert_int_equal(its.choice.candidates[0].in_time, IN_TIME_UNKNOWN);
  assert_says(its.words->answer.texts[0], "Cannot tell: nothing is known to come within 1.50 ms; "
                                          "WebSocket with a ping every 30 s may.");
  answered_release(&its);
  static const char *const other[] = {"users=100", "messages_per_user_minute=20", "budget_ms=1000",
                                      "engine=civetweb", NULL};
  answered_make(&its, other, NULL);
  assert_int_equal(its.choice.answer, CHOICE_NONE);
  assert_true(isnan(its.choice.candidates[0].rates.cpu_s.value));
  assert_says(its.words->answer.texts[0], "Cannot tell");
  answered_release(&its);
}

/* 100 users with ten messages a second and 64 B were measured. */
static void what_is_beyond_the_cells_is_said(void **state) {
  (void)state;
  static const char *const sets[] = {
      "users=90",          "messages_per_user_minute=6000", "budget_ms=1000", "payload_bytes=4096",
      "cheapest_in=bytes", "transports=websocket",          "percentile=p99", NULL};
  struct answered its;
  bool messages = false, payload = false;
  answered_make(&its, sets, NULL);
  for (size_t i = 0; i < its.words->sure.count; i++) {
    const char *text = its.words->sure.texts[i];
    messages =
        messages || strstr(text, "A server with 90 of these users sends 9000 messages a second; "
                                 "those that were measured sent 1000 at most: cannot tell");
    payload = payload || strstr(text, "Messages of 4.10 kB were not measured");
  }
  assert_true(messages);
  assert_true(payload);
  assert_true(its.choice.projections[0].beyond);
  answered_release(&its);
}

/* Money that needs cores that were not measured is not known: bytes decide. */
static void an_unknown_currency_gives_way_to_bytes(void **state) {
  (void)state;
  static const char *const sets[] = {"users=100", "messages_per_user_minute=20", "budget_ms=1000",
                                     NULL};
  struct answered its;
  answered_make(&its, sets, NULL); /* no price list */
  assert_int_equal(its.choice.currency, CURRENCY_BYTES);
  assert_says(its.words->answer.texts[1], "Cannot tell what any of those in time costs in money");
  answered_release(&its);
}

static void the_front_is_a_table(void **state) {
  (void)state;
  struct answered its;
  char *text = NULL;
  size_t bytes;
  answered_make(&its, chat, NULL);
  FILE *out = open_memstream(&text, &bytes);
  choice_front_write(out, &its.choice);
  fclose(out);
  assert_begins(text, "transport\tsetting_s\tlatency_ms\t");
  assert_says(text, "\nshort_poll\t1\t1011\t1011\t1011\tno\t");
  assert_says(text, "\t1\t1\t1\n"); /* SSE is on both fronts, and the answer */
  free(text);
  answered_release(&its);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(late_candidates_are_told_from_those_in_time),
      cmocka_unit_test(processor_time_is_put_together_from_its_parts),
      cmocka_unit_test(idle_users_count_with_their_share),
      cmocka_unit_test(a_bill_follows_the_price_list),
      cmocka_unit_test(projections_say_where_they_leave_the_runs),
      cmocka_unit_test(the_words_answer_first),
      cmocka_unit_test(nothing_may_be_in_time),
      cmocka_unit_test(what_was_not_measured_cannot_be_told),
      cmocka_unit_test(what_is_beyond_the_cells_is_said),
      cmocka_unit_test(an_unknown_currency_gives_way_to_bytes),
      cmocka_unit_test(the_front_is_a_table),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
