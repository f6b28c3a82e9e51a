/* A user in process reads the chunks of its session. */
#include "tests/servers/fixture.h"

#include "common/base/traits.h"
#include "servers/channels/hub.h"
#include "servers/engines/null/null_user.h"

enum { CHANNELS = 2, HISTORY = 16, START_NS = 1000, END_NS = 2000, NOW_NS = 1600, DATA_BYTES = 30 };

struct world {
  struct hub hub;
  struct transport_settings settings;
  struct null_record record;
  struct null_user user;
};

static int setup(void **state) {
  static struct world world;
  world.settings = (struct transport_settings){.hold_ns = 1, .answer_bytes_max = UINT64_MAX};
  assert_int_equal(hub_init(&world.hub, CHANNELS, HISTORY, &kept_style), STATUS_OK);
  assert_int_equal(null_record_init(&world.record, CHANNELS), STATUS_OK);
  world.record.seen.window_start_ns = world.record.age.start_ns = START_NS;
  world.record.seen.window_end_ns = world.record.age.end_ns = END_NS;
  null_user_init(&world.user, 1, PAYLOAD_PATTERN);
  *state = &world;
  return 0;
}

static int teardown(void **state) {
  struct world *world = *state;
  session_close(&world->user.session);
  null_user_release(&world->user);
  null_record_release(&world->record);
  hub_release(&world->hub);
  return 0;
}

static void publish(struct world *world, uint64_t due_ns, const char *data) {
  uint64_t seq = 0;
  size_t bytes = data ? strlen(data) : DATA_BYTES;
  assert_int_equal(hub_publish(&world->hub, 1, ORIGIN_REQUEST, due_ns, due_ns, data, bytes, &seq),
                   STATUS_OK);
}

static void open_session(struct world *world, enum transport_kind kind) {
  session_open(&world->user.session, transport_of(kind), &world->settings, &world->hub, 1, true,
               world->user.cursor);
}

/* The user reads all chunks that its session sends at the instant. */
static void read_all(struct world *world, uint64_t now_ns) {
  for (;;) {
    struct step step = session_step(&world->user.session, now_ns);
    if (step.kind != STEP_SEND)
      return;
    null_user_read(&world->user, &world->record, step.chunk, now_ns);
    chunk_drop(step.chunk);
  }
}

/* A chunk that no session would send. */
static void read_text(struct world *world, const char *text) {
  struct chunk *chunk = chunk_new(strlen(text));
  assert_non_null(chunk);
  memcpy(chunk->bytes, text, strlen(text));
  chunk->messages = 1;
  null_user_read(&world->user, &world->record, chunk, NOW_NS);
  chunk_drop(chunk);
}

static void messages_of_the_phase_are_delivered_by_every_transport(void **state) {
  for (int kind = 0; kind < TRANSPORT_COUNT; kind++) {
    struct world *world = *state;
    publish(world, START_NS - 1, NULL);
    publish(world, START_NS, NULL);
    publish(world, START_NS + 500, NULL);
    open_session(world, (enum transport_kind)kind);
    read_all(world, NOW_NS);
    const struct null_record *record = &world->record;
    assert_int_equal(record->seen.received, 3);
    assert_int_equal(record->traffic.data_bytes, 3 * DATA_BYTES);
    assert_int_equal(record->seen.delivered, 2);
    assert_int_equal(record->seen.corrupted + record->seen.early, 0);
    assert_int_equal(record->channels[1].delivered, 2);
    assert_int_equal(record->channels[0].delivered, 0);
    assert_int_equal(world->user.ledger.received, 3);
    assert_int_equal(record->latency.count, 2);
    assert_int_equal(record->latency.min_ns, NOW_NS - (START_NS + 500));
    assert_int_equal(record->latency.max_ns, NOW_NS - START_NS);
    assert_int_equal(record->broadcast.first.count, 2);
    assert_int_equal(record->broadcast.spread.max_ns, 0);
    assert_int_equal(world->user.view.due_ns, START_NS + 500);
    assert_int_equal(record->seen.polls_answered, transport_traits[kind].polls);
    teardown(state);
    setup(state);
  }
}

static void a_poll_goes_on_behind_what_it_was_answered(void **state) {
  struct world *world = *state;
  publish(world, START_NS, NULL);
  publish(world, START_NS, NULL);
  open_session(world, TRANSPORT_SHORT_POLL);
  read_all(world, NOW_NS);
  assert_int_equal(world->user.cursor, 2);
  open_session(world, TRANSPORT_SHORT_POLL);
  read_all(world, NOW_NS);
  assert_int_equal(world->record.seen.polls_answered, 2);
  assert_int_equal(world->record.seen.received, 2);
}

static void messages_outside_the_phase_are_delivered_but_do_not_count_as_its_traffic(void **state) {
  struct world *world = *state;
  publish(world, END_NS - 1, NULL);
  publish(world, END_NS, NULL);
  open_session(world, TRANSPORT_SHORT_POLL);
  read_all(world, END_NS);
  assert_int_equal(world->record.seen.delivered, 1);
  assert_int_equal(world->record.latency.max_ns, 1);
  assert_int_equal(world->record.seen.received, 0);
  assert_int_equal(world->record.seen.polls_answered, 0);
}

static void a_message_that_comes_before_it_is_due_has_no_latency(void **state) {
  struct world *world = *state;
  publish(world, NOW_NS + 1, NULL);
  open_session(world, TRANSPORT_WEBSOCKET);
  read_all(world, NOW_NS);
  assert_int_equal(world->record.seen.early, 1);
  assert_int_equal(world->record.seen.delivered, 1);
  assert_int_equal(world->record.latency.count, 0);
  assert_int_equal(world->record.latency.out_of_range, 1);
  assert_int_equal(world->record.broadcast.first.count, 0);
  assert_int_equal(world->user.view.due_ns, 0);
}

static void a_message_that_comes_twice_is_delivered_once(void **state) {
  struct world *world = *state;
  publish(world, START_NS, NULL);
  for (int i = 0; i < 2; i++) {
    open_session(world, TRANSPORT_WEBSOCKET);
    read_all(world, NOW_NS);
  }
  assert_int_equal(world->record.seen.delivered, 1);
  assert_int_equal(world->record.seen.received, 2);
  assert_int_equal(world->user.ledger.duplicated, 1);
}

static void data_that_is_not_the_messages_own_is_corrupted(void **state) {
  struct world *world = *state;
  publish(world, START_NS, "of somebody else's making, 30 b");
  open_session(world, TRANSPORT_SSE);
  read_all(world, NOW_NS);
  assert_int_equal(world->record.seen.corrupted, 1);
  assert_int_equal(world->record.seen.delivered, 0);
  assert_int_equal(world->user.ledger.received, 0);
}

static void unreadable_chunks_are_counted_as_corrupted(void **state) {
  struct world *world = *state;
  static const struct {
    enum transport_kind kind;
    const char *text;
  } cases[] = {{TRANSPORT_WEBSOCKET, "no message"},
               {TRANSPORT_SSE, "data: no message\n\n"},
               {TRANSPORT_LONG_POLL, "no head"},
               {TRANSPORT_LONG_POLL, "HTTP/1.1 200 OK\r\n\r\nno body"},
               {TRANSPORT_LONG_POLL, "HTTP/1.1 200 OK\r\n\r\n{\"next\":1,\"messages\":[x]}"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    open_session(world, cases[i].kind);
    read_text(world, cases[i].text);
    assert_int_equal(world->record.seen.corrupted, i + 1);
  }
  assert_int_equal(world->record.seen.delivered, 0);
}

#define USER_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      USER_TEST(messages_of_the_phase_are_delivered_by_every_transport),
      USER_TEST(a_poll_goes_on_behind_what_it_was_answered),
      USER_TEST(messages_outside_the_phase_are_delivered_but_do_not_count_as_its_traffic),
      USER_TEST(a_message_that_comes_before_it_is_due_has_no_latency),
      USER_TEST(a_message_that_comes_twice_is_delivered_once),
      USER_TEST(data_that_is_not_the_messages_own_is_corrupted),
      USER_TEST(unreadable_chunks_are_counted_as_corrupted),
  };
  return cmocka_run_group_tests_name("null_user", tests, NULL, NULL);
}
