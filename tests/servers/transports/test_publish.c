/* Messages of users: which are published, and the statuses that others are refused with. */
#include "tests/servers/fixture.h"

#include <stdio.h>

#include "common/wire/message.h"
#include "servers/channels/hub.h"
#include "servers/transports/publish.h"

enum { NOW_NS = 1000, CHANNELS = 2, HISTORY = 8 };

static int hub_setup(void **state) {
  static struct hub hub;
  assert_int_equal(hub_init(&hub, CHANNELS, HISTORY, &kept_style), STATUS_OK);
  *state = &hub;
  return 0;
}

static int hub_teardown(void **state) {
  hub_release(*state);
  return 0;
}

static int publish(struct hub *hub, uint64_t channel, const char *text, uint64_t *seq) {
  const char *reason = NULL;
  int status = publish_text(hub, channel, text, strlen(text), NOW_NS, seq, &reason);
  assert_int_equal(reason != NULL, status != 0);
  return status;
}

static void a_message_gets_the_next_number_of_its_channel(void **state) {
  struct hub *hub = *state;
  uint64_t seq = 0;
  for (uint64_t i = 1; i <= 3; i++) {
    assert_int_equal(publish(hub, 1, "{\"data\":\"x\"}", &seq), 0);
    assert_int_equal(seq, i);
  }
  assert_int_equal(publish(hub, 0, "{\"data\":\"x\"}", &seq), 0);
  assert_int_equal(seq, 1);
  assert_int_equal(publish(hub, CHANNELS, "{\"data\":\"x\"}", &seq), 404);
}

/* The text of the newest message of channel 0. */
static void expect_newest(struct hub *hub, const char *part) {
  uint64_t cursor = feed_newest(hub_feed(hub, 0)) - 1;
  struct chunk *text = feed_next(hub_feed(hub, 0), FORM_TEXT, &cursor);
  assert_true(chunk_contains(text, part));
  chunk_drop(text);
}

static void a_users_message_is_due_at_its_own_instant_but_not_in_the_future(void **state) {
  struct hub *hub = *state;
  uint64_t seq = 0;
  assert_int_equal(publish(hub, 0, "{\"data\":\"x\"}", &seq), 0);
  expect_newest(hub, "\"due_ns\":1000,");
  assert_int_equal(publish(hub, 0, "{\"data\":\"x\",\"due_ns\":1000}", &seq), 0);
  assert_int_equal(publish(hub, 0, "{\"data\":\"x\",\"due_ns\":0}", &seq), 0);
  expect_newest(hub, "\"due_ns\":0,");
  assert_int_equal(publish(hub, 0, "{\"data\":\"x\",\"due_ns\":1001}", &seq), 400);
  assert_int_equal(publish(hub, 0, "{\"data\":\"x\",\"due_ns\":-1}", &seq), 400);
  assert_int_equal(publish(hub, 0, "{\"data\":\"x\",\"due_ns\":1.0}", &seq), 400);
  assert_int_equal(seq, 3);
}

static void malformed_texts_are_refused(void **state) {
  struct hub *hub = *state;
  static const char *const texts[] = {"",
                                      "{}",
                                      "[]",
                                      "\"x\"",
                                      "{\"data\"",
                                      "{\"data\":7}",
                                      "{\"data\":\"\\n\"}",
                                      "{\"data\":\"\\\"\"}",
                                      "{\"data\":\"\xce\xba\"}",
                                      "{\"data\":\"x\",\"data\":\"y\"}"};
  uint64_t seq = 0;
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    assert_int_equal(publish(hub, 0, texts[i], &seq), 400);
  assert_int_equal(seq, 0);
}

static void data_has_at_most_a_mebibyte(void **state) {
  struct hub *hub = *state;
  for (size_t more = 0; more <= 1; more++) {
    char *text = calloc(1, MESSAGE_DATA_BYTES_MAX + 32);
    assert_non_null(text);
    size_t bytes = MESSAGE_DATA_BYTES_MAX + more;
    uint64_t seq = 0;
    memcpy(text, "{\"data\":\"", 9);
    memset(text + 9, '*', bytes);
    memcpy(text + 9 + bytes, "\"}", 2);
    assert_int_equal(publish(hub, 0, text, &seq), more == 0 ? 0 : 413);
    free(text);
  }
}

#define PUBLISH_TEST(name) cmocka_unit_test_setup_teardown(name, hub_setup, hub_teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      PUBLISH_TEST(a_message_gets_the_next_number_of_its_channel),
      PUBLISH_TEST(a_users_message_is_due_at_its_own_instant_but_not_in_the_future),
      PUBLISH_TEST(malformed_texts_are_refused),
      PUBLISH_TEST(data_has_at_most_a_mebibyte),
  };
  return cmocka_run_group_tests_name("publish", tests, NULL, NULL);
}
