/* Messages of servers that publish by themselves. */
#include "tests/clients/foreign/fixture_foreign.h"

#include <inttypes.h>
#include <time.h>

#include "clients/foreign/foreign_receive.h"
#include "clients/foreign/self_published.h"

static struct self_published message;

/* Whether the text is a message, by the JSON that describes it. */
static bool is_message(const char *described, const char *text) {
  json_t *json = json_loads(described, 0, NULL);
  size_t count = strlen(text);
  char *copy = malloc(count ? count : 1);
  assert_true(json && copy);
  memcpy(copy, text, count);
  bool good = self_published_read(json, copy, count, &message);
  free(copy);
  json_decref(json);
  return good;
}

static void numbers_are_found_by_pointer(void **state) {
  (void)state;
  static const char by[] = "{\"number\": {\"pointer\": \"/data/n\"}}";
  assert_true(is_message(by, "{\"data\":{\"n\":17}}"));
  assert_true(message.numbered && !message.stamped);
  assert_int_equal(message.number, 17);
  assert_true(is_message(by, "{\"data\":{\"n\":\"18446744073709551614\"}}"));
  assert_int_equal(message.number, UINT64_MAX - 1);
  assert_false(is_message(by, "{\"data\":{\"n\":1.5}}"));
  assert_false(is_message(by, "{\"data\":{\"n\":-1}}"));
  assert_false(is_message(by, "{\"type\":\"ping\"}"));
  assert_false(is_message(by, "17"));
  assert_false(is_message(by, ""));
}

static void numbers_are_found_between_texts(void **state) {
  (void)state;
  assert_true(is_message("{\"number\": {\"after\": \"n=\"}}", "a=1&n=42&b=2"));
  assert_int_equal(message.number, 42);
  assert_true(is_message("{\"number\": {\"after\": \"n=\"}}", "n=7"));
  assert_int_equal(message.number, 7);
  assert_false(is_message("{\"number\": {\"after\": \"n=\"}}", "n="));
  assert_true(is_message("{\"number\": {\"after\": \"<\", \"until\": \">\"}}", "x<9>"));
  assert_int_equal(message.number, 9);
  assert_false(is_message("{\"number\": {\"after\": \"<\", \"until\": \">\"}}", "x<9"));
}

static void time_stamps_have_units(void **state) {
  (void)state;
  static const uint64_t ns = UINT64_C(1700000000123456789);
  assert_true(is_message("{\"sent\": {\"pointer\": \"/t\", \"unit\": \"ns\"}}",
                         "{\"t\":1700000000123456789}"));
  assert_int_equal(message.sent_ns, ns);
  assert_true(is_message("{\"sent\": {\"pointer\": \"/t\", \"unit\": \"us\"}}",
                         "{\"t\":1700000000123456}"));
  assert_int_equal(message.sent_ns, ns / 1000 * 1000);
  assert_true(is_message("{\"sent\": {\"pointer\": \"/t\"}}", "{\"t\":1700000000123}"));
  assert_int_equal(message.sent_ns, ns / 1000000 * 1000000);
  assert_true(is_message("{\"sent\": {\"after\": \"t=\", \"unit\": \"s\"}}", "t=1700000000.25 x"));
  assert_in_range(message.sent_ns, UINT64_C(1700000000249999744), UINT64_C(1700000000250000256));
  assert_false(is_message("{\"sent\": {\"pointer\": \"/t\"}}", "{\"t\":1700000000}")); /* seconds */
  assert_false(is_message("{\"sent\": {\"pointer\": \"/t\"}}", "{\"t\":\"today\"}"));
  assert_false(is_message("{\"sent\": {\"pointer\": \"/t\"}}", "{}"));
}

static void a_message_has_all_that_is_described(void **state) {
  (void)state;
  static const char both[] = "{\"sent\": {\"pointer\": \"/t\"}, \"number\": {\"pointer\": \"/n\"}}";
  assert_true(is_message(both, "{\"t\":1700000000123,\"n\":1}"));
  assert_false(is_message(both, "{\"t\":1700000000123}"));
  assert_false(is_message(both, "{\"n\":1}"));
  assert_true(is_message("{}", "anything"));
  assert_false(message.numbered || message.stamped);
}

/* --- a user's ----------------------------------------------------------------------------- */

static void open_user(const char *own_words) {
  char text[512];
  snprintf(text, sizeof text,
           "{\"url\": \"http://127.0.0.1:1\", \"protocol\": \"plain\", \"transports\": "
           "{\"websocket\": {\"url\": \"/\"}}, \"publish\": {\"server\": %s}}",
           own_words);
  foreign_open_as(text, TRANSPORT_WEBSOCKET);
  foreign.itself = description.publish;
  made->record.server_clock.same = false;
  own->receipt_ns = clock_now_ns();
}

static void hand(const char *text) {
  foreign_receive(own, text, strlen(text));
}

static void numbers_tell_what_came_twice_and_late(void **state) {
  (void)state;
  open_user("{\"number\": {\"pointer\": \"/n\"}}");
  transcript_begin();
  hand("{\"hello\":true}");
  assert_false(transcript_has("message"));
  transcript_begin();
  hand("{\"n\":0}");
  assert_true(transcript_has("\"does\":\"message\""));
  hand("{\"n\":2}");
  hand("{\"n\":1}");
  hand("{\"n\":2}");
  assert_int_equal(counters->received, 4);
  assert_int_equal(counters->corrupted, 0);
  assert_int_equal(user->subscriber.ledger.delivered, 3);
  assert_int_equal(user->subscriber.ledger.duplicated, 1);
  assert_int_equal(user->subscriber.ledger.reordered, 1);
  assert_int_equal(made->record.latency.count, 0); /* nobody knows when it was due */
  assert_int_equal(sent_to_received.count, 0);
}

static void a_number_that_cannot_be_is_a_corrupted_message(void **state) {
  (void)state;
  open_user("{\"number\": {\"pointer\": \"/n\"}}");
  hand("{\"n\":1}");
  hand("{\"n\":\"18446744073709551614\"}");
  assert_int_equal(counters->received, 2);
  assert_int_equal(counters->corrupted, 1);
  assert_int_equal(user->subscriber.ledger.delivered, 1);
}

static void stamps_tell_how_long_messages_took(void **state) {
  (void)state;
  struct timespec wall;
  char text[64];
  open_user("{\"sent\": {\"pointer\": \"/t\", \"unit\": \"ns\"}}");
  clock_gettime(CLOCK_REALTIME, &wall);
  int64_t now_ns = (int64_t)wall.tv_sec * (int64_t)NS_PER_S + wall.tv_nsec;
  own->receipt_ns = clock_now_ns() + 5 * NS_PER_S;
  snprintf(text, sizeof text, "{\"t\":%" PRId64 "}", now_ns);
  hand(text);
  assert_int_equal(sent_to_received.count, 1);
  assert_in_range(sent_to_received.max_ns, 4 * NS_PER_S, 6 * NS_PER_S);
  snprintf(text, sizeof text, "{\"t\":%" PRId64 "}", now_ns + 60 * (int64_t)NS_PER_S);
  hand(text); /* of a clock that is ahead */
  assert_int_equal(sent_to_received.out_of_range, 1);
  assert_int_equal(user->subscriber.ledger.delivered, 2);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(numbers_are_found_by_pointer),
      cmocka_unit_test(numbers_are_found_between_texts),
      cmocka_unit_test(time_stamps_have_units),
      cmocka_unit_test(a_message_has_all_that_is_described),
      FOREIGN_TEST(numbers_tell_what_came_twice_and_late),
      FOREIGN_TEST(a_number_that_cannot_be_is_a_corrupted_message),
      FOREIGN_TEST(stamps_tell_how_long_messages_took),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
