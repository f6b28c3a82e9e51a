/* The client's document, of whole runs with a small server on their loop. */
#include "tests/clients/run/fixture_run.h"

#include "clients/result/result.h"
#include "documents/fields.h"

enum { DOCUMENT_BYTES_MAX = 1 << 20 };

static json_t *document;
static char *text;

static int document_set_up(void **state) {
  text = NULL;
  document = NULL;
  return run_set_up(state);
}

static int document_tear_down(void **state) {
  json_decref(document);
  free(text);
  return run_tear_down(state);
}

/* Prints the client's result into the text, in place of the last one. */
static void print(enum result_form form) {
  size_t bytes = 0;
  free(text);
  text = NULL;
  FILE *out = open_memstream(&text, &bytes);
  assert_non_null(out);
  assert_int_equal(result_print(&client, out, form, &error), STATUS_OK);
  fclose(out);
  assert_in_range(bytes, 1, DOCUMENT_BYTES_MAX);
}

static void print_document(void) {
  print(RESULT_JSON);
  json_decref(document);
  document = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
  assert_non_null(document);
}

static double number(const char *path) {
  const json_t *value = field_get(document, path);
  assert_true(json_is_number(value));
  return json_number_value(value);
}

static void assert_number(const char *path, uint64_t wanted) {
  assert_float_equal(number(path), (double)wanted, 0);
}

static void assert_null_at(const char *path) {
  assert_true(json_is_null(field_get(document, path)));
}

static void assert_text(const char *path, const char *wanted) {
  assert_string_equal(json_string_value(field_get(document, path)), wanted);
}

static uint64_t array_sum(const char *path) {
  const json_t *array = field_get(document, path);
  uint64_t sum = 0;
  assert_true(json_is_array(array));
  for (size_t i = 0; i < json_array_size(array); i++)
    sum += (uint64_t)json_integer_value(json_array_get(array, i));
  return sum;
}

/* Whether one of the notes begins with this text. */
static bool is_noted(const char *begin) {
  const json_t *notes = field_get(document, "notes");
  for (size_t i = 0; i < json_array_size(notes); i++)
    if (strncmp(json_string_value(json_array_get(notes, i)), begin, strlen(begin)) == 0)
      return true;
  return false;
}

static void a_good_run_says_what_was_measured_and_has_no_notes(void **state) {
  (void)state;
  run();
  print_document();
  assert_text("transport", "short_poll");
  assert_text("outcome", "done");
  assert_null_at("error");
  assert_number("clients", USERS);
  assert_number("clients_ready", USERS);
  assert_number("channels", 1);
  assert_number("published", phases->published[0].count);
  assert_number("published_seen", phases->published[0].count);
  assert_number("expected", phases->expected);
  assert_number("delivered", phases->expected);
  assert_number("lost", 0);
  assert_number("window.start_ns", client.record.start_ns);
  assert_number("window.end_ns", client.record.end_ns);
  assert_number("latency_ns.count", phases->expected);
  assert_number("latency_ns.max", client.record.latency.max_ns);
  assert_text("publisher.by", "server");
  assert_null_at("publisher.unknown"); /* our own publisher is for other servers */
  assert_null_at("publisher.sent_to_received_ns");
  assert_null_at("stale");
  bool overran = phases->whole.counters.overruns > 0; /* may be true on a busy machine */
  assert_int_equal(json_array_size(field_get(document, "notes")), overran);
  assert_true(!overran || is_noted("overrun: "));
  assert_int_equal(json_array_size(field_get(document, "faults")), 0);
  assert_int_equal(result_status(&client), STATUS_OK);
}

static void the_bytes_of_the_whole_run_are_those_that_the_kernel_counted(void **state) {
  (void)state;
  run();
  print_document();
  double up = number("whole.bytes.payload_up") + number("whole.bytes.protocol_up");
  double down = number("whole.bytes.payload") + number("whole.bytes.protocol_down");
  assert_float_equal(number("whole.bytes.tcp_up"), up, 0);
  assert_float_equal(number("whole.bytes.tcp_down"), down, 0);
  assert_true(number("bytes.tcp_up") < up); /* those of the window */
  assert_true(number("whole.requests.total") >= number("requests.total"));
}

static void the_timeline_and_the_series_add_up_to_the_totals(void **state) {
  (void)state;
  run();
  print_document();
  const json_t *timeline = field_get(document, "timeline");
  json_int_t delivered = 0;
  for (size_t i = 0; i < json_array_size(timeline); i++) {
    const json_t *second = json_array_get(timeline, i);
    assert_int_equal(json_integer_value(json_object_get(second, "second")), i);
    delivered += json_integer_value(json_object_get(second, "delivered"));
  }
  assert_int_equal(delivered, phases->expected);
  assert_int_equal(array_sum("series.delivered"), number("whole.delivered"));
  assert_int_equal(array_sum("series.ready"), USERS);
  assert_int_equal(array_sum("series.opened"), number("connections.opened"));
  assert_int_equal(array_sum("series.failed"), number("connections.failed"));
  assert_number("life.established", USERS);
  assert_number("life.ready", USERS);
  assert_number("life.ended.by_client", USERS);
  assert_number("life.failed.refused", 0);
}

static void figures_that_could_not_be_measured_are_null(void **state) {
  (void)state;
  run();
  print_document();
  static const char *const absent[] = {
      "written",     "acknowledged", "publish.requests", "pairs.count",      "tls.version",
      "compression", "tls.full",     "ack_ns",           "heartbeat_rtt_ns", "tls_handshake_ns"};
  for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
    assert_false(field_is_measured(document, absent[i]));
}

static void messages_of_users_are_reported_with_pairs_of_writer_and_listener(void **state) {
  (void)state;
  write_instead();
  run();
  print_document();
  const struct writers *writers = client.crowd.writers;
  assert_number("written", writers->written);
  assert_number("acknowledged", writers->written);
  assert_number("ack_ns.count", writers->written);
  assert_number("publish_lag_ns.count", writers->written);
  assert_number("publish.refused", 0);
  assert_number("pairs.count", (uint64_t)USERS * USERS);
  assert_number("pairs.incomplete", 0);
  assert_true(number("publish.requests") > 0);
}

static void a_clock_that_is_not_named_leaves_latencies_out_and_is_noted(void **state) {
  (void)state;
  server->anonymous = true;
  run();
  print_document();
  assert_null_at("clock.server");
  assert_true(json_is_false(field_get(document, "clock.same")));
  assert_false(field_is_measured(document, "latency_ns.p99"));
  assert_false(field_is_measured(document, "age_ns.mean"));
  assert_null_at("replayed");
  assert_number("delivered", phases->expected);
  assert_true(is_noted("no latencies and no ages: the server does not say which clock it reads"));
}

static void a_run_that_fails_says_why(void **state) {
  (void)state;
  server->start_code = 500;
  run();
  print_document();
  assert_text("outcome", "failed");
  assert_text("error", "POST /start: refused");
  assert_number("window.start_ns", 0);
  assert_number("expected", 0);
  assert_int_equal(result_status(&client), STATUS_ENVIRONMENT);
}

static void doubtful_figures_have_a_note(void **state) {
  (void)state;
  server->epoch_ns = clock_now_ns() - 100 * NS_PER_MS;
  run();
  client.phases.whole.counters.overruns = 4;
  client.phases.unclosed = 2;
  client.record.latency.out_of_range = 3;
  client.record.timeline.truncated = true;
  client.record.series.beyond = 5;
  print_document();
  assert_true(is_noted("the publisher was running before this client came"));
  assert_true(is_noted("overrun: 4 polls were due"));
  assert_true(is_noted("2 connections did not end in order"));
  assert_true(is_noted("3 latencies were above 1 h or below 0"));
  assert_true(is_noted("the timeline ends after "));
  assert_true(is_noted("the series ends after "));
  client.phases.published_known = false;
  print_document();
  assert_true(is_noted("what was published is not known: expected is what was delivered"));
}

static void connections_lives_are_told_by_their_names(void **state) {
  (void)state;
  run();
  client.life.lost[LIFE_DEAD] = 7;
  client.life.failed[LIFE_NO_PORT] = 8;
  client.life.ended[LIFE_BY_RESET] = 9;
  life_closed(&client.life, LIFE_BY_SERVER,
              "\x03\xe9"
              "bye",
              5);
  print_document();
  assert_number("life.lost.dead", 7);
  assert_number("life.lost.no_port", 0);
  assert_number("life.failed.no_port", 8);
  assert_number("life.ended.reset", 9);
  const json_t *close = json_array_get(field_get(document, "life.closes"), 0);
  assert_int_equal(json_integer_value(json_object_get(close, "code")), 1001);
  assert_string_equal(json_string_value(json_object_get(close, "by")), "by_server");
  assert_string_equal(json_string_value(json_object_get(close, "reason")), "bye");
}

static void a_server_that_is_another_process_than_before_is_noted(void **state) {
  (void)state;
  run();
  client.phases.published[0].count--;
  print_document();
  assert_true(is_noted("the users saw more messages than the server says it published"));
}

static void a_fault_is_told_with_what_was_due_under_it(void **state) {
  (void)state;
  options.faults = "refuse@0.05+0.05";
  run();
  print_document();
  const json_t *fault = json_array_get(field_get(document, "faults"), 0);
  uint64_t begin_ns = client.record.start_ns + 50 * NS_PER_MS;
  uint64_t due = USERS * published_in(begin_ns, client.record.end_ns);
  assert_string_equal(json_string_value(json_object_get(fault, "do")), "refuse");
  assert_int_equal(json_integer_value(json_object_get(fault, "expected")), due);
  assert_int_equal(json_integer_value(json_object_get(fault, "delivered")), due);
  assert_int_equal(json_integer_value(json_object_get(fault, "lost")), 0);
  assert_int_equal(json_integer_value(json_object_get(fault, "served")), USERS);
}

static void the_form_in_words_has_the_same_numbers(void **state) {
  (void)state;
  run();
  print(RESULT_WORDS);
  char expected[128];
  snprintf(expected, sizeof expected, "%" PRIu64 " arrived, %" PRIu64 " expected, 0 lost\n",
           phases->expected, phases->expected);
  assert_non_null(strstr(text, expected));
  assert_null(strstr(text, "twice"));
}

static void a_result_that_cannot_be_written_is_an_error(void **state) {
  (void)state;
  run();
  FILE *full = fopen("/dev/full", "w");
  assert_non_null(full);
  assert_int_equal(result_print(&client, full, RESULT_JSON, &error), STATUS_ENVIRONMENT);
  assert_string_equal(error.text, "cannot write the result");
  fclose(full);
}

#define DOCUMENT_TEST(name) \
  cmocka_unit_test_setup_teardown(name, document_set_up, document_tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      DOCUMENT_TEST(a_good_run_says_what_was_measured_and_has_no_notes),
      DOCUMENT_TEST(the_bytes_of_the_whole_run_are_those_that_the_kernel_counted),
      DOCUMENT_TEST(the_timeline_and_the_series_add_up_to_the_totals),
      DOCUMENT_TEST(figures_that_could_not_be_measured_are_null),
      DOCUMENT_TEST(messages_of_users_are_reported_with_pairs_of_writer_and_listener),
      DOCUMENT_TEST(a_clock_that_is_not_named_leaves_latencies_out_and_is_noted),
      DOCUMENT_TEST(a_run_that_fails_says_why),
      DOCUMENT_TEST(doubtful_figures_have_a_note),
      DOCUMENT_TEST(connections_lives_are_told_by_their_names),
      DOCUMENT_TEST(a_server_that_is_another_process_than_before_is_noted),
      DOCUMENT_TEST(a_fault_is_told_with_what_was_due_under_it),
      DOCUMENT_TEST(the_form_in_words_has_the_same_numbers),
      DOCUMENT_TEST(a_result_that_cannot_be_written_is_an_error),
  };
  return cmocka_run_group_tests_name("result_document", tests, NULL, NULL);
}
