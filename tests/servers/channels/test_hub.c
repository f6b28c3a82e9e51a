/* The hub of all channels. */
#include "tests/servers/fixture.h"

#include "common/base/clock.h"
#include "servers/channels/hub.h"
#include "servers/wire/gzip.h"
#include "tests/contracts.h"

enum { HISTORY = 4, CHANNELS = 3 };

static void note_channel(void *context, uint64_t channel) {
  *(uint64_t *)context = channel;
}

static void the_observer_is_told_the_channel_of_a_message(void **state) {
  (void)state;
  struct hub hub;
  uint64_t published = 99;
  uint64_t seq = 0;
  assert_int_equal(hub_init(&hub, 3, HISTORY, &kept_style), STATUS_OK);
  hub.observer = (struct hub_observer){.published = note_channel, .context = &published};
  assert_int_equal(hub_publish(&hub, 2, ORIGIN_REQUEST, 1, 1, "x", 1, &seq), STATUS_OK);
  assert_int_equal(published, 2);
  assert_int_equal(feed_newest(hub_feed(&hub, 2)), 1);
  assert_int_equal(feed_newest(hub_feed(&hub, 1)), 0);
  assert_null(hub_feed(&hub, 3));
  hub_release(&hub);
}

static void restored_messages_must_follow_on_each_other(void **state) {
  (void)state;
  struct hub hub;
  struct error error = {{0}};
  struct journal_entry entry = {.message = {.seq = 1, .data = "x", .data_bytes = 1}};
  assert_int_equal(hub_init(&hub, 1, HISTORY, &kept_style), STATUS_OK);
  assert_int_equal(hub_restore(&hub, &entry, &error), STATUS_OK);
  assert_int_equal(hub_restore(&hub, &entry, &error), STATUS_CHECK);
  assert_string_equal(error.text, "message 1 of channel 0 follows on 1");
  entry.message.seq = 3;
  assert_int_equal(hub_restore(&hub, &entry, &error), STATUS_CHECK);
  entry.channel = 1;
  assert_int_equal(hub_restore(&hub, &entry, &error), STATUS_CHECK);
  assert_string_equal(error.text, "channel 1 of 1 channels");
  assert_int_equal(feed_newest(hub_feed(&hub, 0)), 1);
  hub_release(&hub);
}

static void publish_elsewhere(void *hub) {
  uint64_t seq;
  hub_publish(hub, 1, ORIGIN_PUBLISHER, 1, 1, "x", 1, &seq);
}

static void a_channel_that_there_is_not_breaks_a_contract(void **state) {
  (void)state;
  struct hub hub;
  assert_int_equal(hub_init(&hub, 1, HISTORY, &kept_style), STATUS_OK);
  assert_contract_broken(publish_elsewhere, &hub, "channel < hub->channels");
  hub_release(&hub);
}

static int hub_setup(void **state) {
  static struct hub hub;
  *state = &hub;
  return hub_init(&hub, CHANNELS, HISTORY, &kept_style) == STATUS_OK ? 0 : -1;
}

static int hub_teardown(void **state) {
  hub_release(*state);
  return 0;
}

static void published_messages_are_summed_over_the_channels(void **state) {
  struct hub *hub = *state;
  assert_int_equal(hub_published(hub), 0);
  publish_many(hub_feed(hub, 0), 2);
  publish_many(hub_feed(hub, 2), HISTORY + 1);
  assert_int_equal(hub_published(hub), 2 + HISTORY + 1);
}

static void every_channel_is_filled_with_that_kind_of_data(void **state) {
  struct hub *hub = *state;
  hub_set_payload_kind(hub, PAYLOAD_TEXT);
  for (uint64_t channel = 0; channel < CHANNELS; channel++) {
    struct message message;
    uint64_t cursor = 0;
    publish_many(hub_feed(hub, channel), 1);
    struct chunk *text = feed_next(hub_feed(hub, channel), FORM_TEXT, &cursor);
    assert_true(message_decode((const char *)text->bytes, text->bytes_count, &message));
    assert_true(message_data_check(PAYLOAD_TEXT, &message, channel));
    assert_false(message_data_check(PAYLOAD_PATTERN, &message, channel));
    chunk_drop(text);
  }
}

static void every_channel_compresses_for_clients_that_accept_it(void **state) {
  struct hub *hub = *state;
  struct gzip *gzip = NULL;
  assert_int_equal(gzip_create(&gzip, NULL), STATUS_OK);
  hub_compress(hub, gzip);
  for (uint64_t channel = 0; channel < CHANNELS; channel++) {
    uint64_t cursor = 0;
    publish_many(hub_feed(hub, channel), HISTORY);
    struct chunk *answer = feed_answer(hub_feed(hub, channel), &cursor, UINT64_MAX, ANSWER_GZIP);
    assert_true(chunk_contains(answer, "Content-Encoding: gzip\r\n"));
    chunk_drop(answer);
  }
  gzip_destroy(gzip);
}

static void closing_ends_the_waiting_in_every_channel(void **state) {
  struct hub *hub = *state;
  atomic_bool cancelled = false;
  hub_close(hub);
  for (uint64_t channel = 0; channel < CHANNELS; channel++)
    assert_false(feed_wait(hub_feed(hub, channel), 0, UINT64_MAX, &cancelled));
}

#define HUB_TEST(name) cmocka_unit_test_setup_teardown(name, hub_setup, hub_teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_observer_is_told_the_channel_of_a_message),
      cmocka_unit_test(restored_messages_must_follow_on_each_other),
      cmocka_unit_test(a_channel_that_there_is_not_breaks_a_contract),
      HUB_TEST(published_messages_are_summed_over_the_channels),
      HUB_TEST(every_channel_is_filled_with_that_kind_of_data),
      HUB_TEST(every_channel_compresses_for_clients_that_accept_it),
      HUB_TEST(closing_ends_the_waiting_in_every_channel),
  };
  return cmocka_run_group_tests_name("hub", tests, NULL, NULL);
}
