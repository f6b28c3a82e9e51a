/* Messages in whatever a server makes of them. */
#include "tests/clients/foreign/fixture_foreign.h"

#include "clients/foreign/foreign_receive.h"

static const char target[] = "{\"url\": \"http://127.0.0.1:1\", \"protocol\": \"plain\",\n"
                             " \"transports\": {\"websocket\": {\"url\": \"/\"}},\n"
                             " \"publish\": {\"request\": {\"url\": \"/publish\"}}}";

static void open_user(void) {
  foreign_open_as(target, TRANSPORT_WEBSOCKET);
  own->receipt_ns = clock_now_ns() + NS_PER_MS;
}

/* The user is handed the text, which `format` makes of the message. */
__attribute__((format(printf, 1, 2))) static void hand(const char *format, ...) {
  char text[1024];
  va_list arguments;
  va_start(arguments, format);
  int bytes = vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  char *copy = malloc((size_t)bytes); /* so that sanitizers see a read beyond it */
  assert_non_null(copy);
  memcpy(copy, text, (size_t)bytes);
  foreign_receive(own, copy, (size_t)bytes);
  free(copy);
}

static void a_message_is_found_in_any_envelope(void **state) {
  (void)state;
  static const struct {
    const char *before, *behind;
  } envelopes[] = {
      {"", ""},
      {"  ", "\n"},
      {"{\"event\":\"message\",\"data\":\"", "\"}"},
      {"a[\"{\\\"text\\\":\\\"", "\\\"}\"]"},
      {"<p>&quot;", "&quot;</p>"},
      {"42[\"message\",\"", "\"]"},
      {"{\"a\":\"pb\",\"b\":\"pb12345678\",\"c\":\"", "\"}"},
  };
  open_user();
  enum { ENVELOPES = sizeof envelopes / sizeof *envelopes };
  for (size_t i = 0; i < ENVELOPES; i++) {
    hand("%s%s%s", envelopes[i].before, message_text(RUN, 0, message_publish(0)),
         envelopes[i].behind);
    assert_int_equal(user->subscriber.ledger.delivered, i + 1);
  }
  assert_int_equal(counters->corrupted, 0);
  assert_int_equal(counters->received, ENVELOPES);
  assert_int_equal(counters->data_bytes, ENVELOPES * DATA_BYTES);
  assert_int_equal(counters->payload_bytes,
                   ENVELOPES * strlen(message_text(RUN, 0, 1))); /* numbers of one digit */
}

static void a_text_may_have_several_messages(void **state) {
  (void)state;
  open_user();
  char first[TOKEN_TEXT_BYTES], second[TOKEN_TEXT_BYTES];
  snprintf(first, sizeof first, "%s", message_text(RUN, 0, message_publish(0)));
  snprintf(second, sizeof second, "%s", message_text(RUN, 0, message_publish(0)));
  hand("[{\"data\":\"%s\"},{\"data\":\"%s\"}]", first, second);
  assert_int_equal(user->subscriber.ledger.delivered, 2);
  assert_int_equal(user->subscriber.ledger.reordered, 0);
  assert_int_equal(counters->corrupted, 0);
}

static void a_message_that_comes_twice_is_a_duplicate(void **state) {
  (void)state;
  open_user();
  const char *text = message_text(RUN, 0, message_publish(0));
  hand("{\"raw\":\"%s\",\"html\":\"%s\"}", text, text);
  assert_int_equal(user->subscriber.ledger.delivered, 1);
  assert_int_equal(user->subscriber.ledger.duplicated, 1);
  assert_int_equal(sent_to_received.count, 1);
}

static void a_message_of_another_run_is_stale(void **state) {
  (void)state;
  open_user();
  message_publish(0);
  transcript_begin();
  hand("%s", message_text(RUN + 1, 0, 1));
  assert_true(transcript_has("\"does\":\"stale\""));
  assert_int_equal(foreign.stale, 1);
  assert_int_equal(counters->received, 0);
  assert_int_equal(counters->corrupted, 0);
}

static void a_message_that_is_damaged_is_counted(void **state) {
  (void)state;
  open_user();
  char text[TOKEN_TEXT_BYTES];
  snprintf(text, sizeof text, "%s", message_text(RUN, 0, message_publish(0)));
  text[strlen("pb1a2b3c4d.0.")] = '2'; /* the number, which the check guards */
  hand("%s", text);
  assert_int_equal(counters->corrupted, 1);
  snprintf(text, sizeof text, "%s", message_text(RUN, 0, 1));
  text[strlen(text) - 1] ^= 1; /* the data */
  hand("%s", text);
  assert_int_equal(counters->corrupted, 2);
  assert_int_equal(user->subscriber.ledger.delivered, 0);
}

static void a_message_that_is_cut_is_counted_once(void **state) {
  (void)state;
  open_user();
  const char *text = message_text(RUN, 0, message_publish(0));
  int whole = (int)strlen(text);
  hand("%.14s", text); /* within the token */
  hand("%s", text + 14);
  assert_int_equal(counters->corrupted, 1);
  hand("%.*s", whole - 3, text); /* within the data */
  hand("%s", text + whole - 3);
  assert_int_equal(counters->corrupted, 2);
  assert_int_equal(counters->received, 0);
}

static void a_message_that_was_not_published_so_is_damaged(void **state) {
  (void)state;
  open_user();
  hand("%s", message_text(RUN, 0, 1)); /* it is not on the list */
  assert_int_equal(counters->corrupted, 1);
  published_add(published, 0, clock_now_ns(), DATA_BYTES);
  hand("%s", message_text(RUN, 0, 1)); /* it is due, and not sent */
  assert_int_equal(counters->corrupted, 2);
  hand("%s", message_text(RUN, 1, message_publish(1))); /* of a channel that is not the user's */
  assert_int_equal(counters->corrupted, 3);
  assert_int_equal(counters->received, 0);
}

static void receipts_are_timed_from_the_sending_too(void **state) {
  (void)state;
  open_user();
  uint64_t now_ns = clock_now_ns();
  uint64_t number = published_add(published, 0, now_ns, DATA_BYTES);
  published_sent(published, 0, number, now_ns + 3 * NS_PER_MS);
  own->receipt_ns = now_ns + 10 * NS_PER_MS;
  hand("%s", message_text(RUN, 0, number));
  assert_int_equal(sent_to_received.count, 1);
  assert_int_equal(sent_to_received.max_ns, 7 * NS_PER_MS);
  assert_int_equal(made->record.latency.max_ns, 10 * NS_PER_MS); /* from when it was due */
  number = published_add(published, 0, now_ns, DATA_BYTES);
  published_sent(published, 0, number, own->receipt_ns + 1);
  hand("%s", message_text(RUN, 0, number));
  assert_int_equal(sent_to_received.count, 1);
  assert_int_equal(sent_to_received.out_of_range, 1); /* never below 0, and never left out */
}

static void number_0_proves_a_subscription(void **state) {
  (void)state;
  open_user();
  foreign.proving = true;
  user->state = USER_CONNECTING;
  user->timer = loop_timer_create(peer.loop, NULL, NULL);
  hand("%s", message_text(RUN, 0, 0));
  assert_int_equal(user->state, USER_CONNECTING); /* it has not subscribed */
  own->subscribed = true;
  hand("%s", message_text(RUN + 1, 0, 0)); /* of a run before */
  assert_int_equal(user->state, USER_CONNECTING);
  hand("%s", message_text(RUN, 0, 0));
  assert_int_equal(user->state, USER_READY);
  assert_int_equal(counters->received, 0);
}

static void what_a_publisher_is_sent_is_no_delivery(void **state) {
  (void)state;
  open_user();
  own->conversation.publishes = true;
  hand("%s", message_text(RUN, 0, message_publish(0)));
  assert_int_equal(counters->received, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      FOREIGN_TEST(a_message_is_found_in_any_envelope),
      FOREIGN_TEST(a_text_may_have_several_messages),
      FOREIGN_TEST(a_message_that_comes_twice_is_a_duplicate),
      FOREIGN_TEST(a_message_of_another_run_is_stale),
      FOREIGN_TEST(a_message_that_is_damaged_is_counted),
      FOREIGN_TEST(a_message_that_is_cut_is_counted_once),
      FOREIGN_TEST(a_message_that_was_not_published_so_is_damaged),
      FOREIGN_TEST(receipts_are_timed_from_the_sending_too),
      FOREIGN_TEST(number_0_proves_a_subscription),
      FOREIGN_TEST(what_a_publisher_is_sent_is_no_delivery),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
