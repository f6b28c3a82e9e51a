/* One session on a feed of its own; the tests choose the instants. */
#ifndef TESTS_SERVERS_TRANSPORTS_WORLD_H
#define TESTS_SERVERS_TRANSPORTS_WORLD_H

#include "tests/servers/fixture.h"

#include "common/base/traits.h"
#include "servers/transports/transport.h"

enum { HISTORY = 16, HOLD_NS = 1000, KEEPALIVE_NS = 500 };

struct world {
  struct hub hub;
  struct transport_settings settings;
  struct session session;
};

static inline int world_setup(void **state) {
  static struct world world;
  world.settings = (struct transport_settings){
      .hold_ns = HOLD_NS, .sse_keepalive_ns = KEEPALIVE_NS, .answer_bytes_max = UINT64_MAX};
  assert_int_equal(hub_init(&world.hub, 1, HISTORY, &kept_style), STATUS_OK);
  *state = &world;
  return 0;
}

static inline int world_teardown(void **state) {
  struct world *world = *state;
  session_close(&world->session);
  hub_release(&world->hub);
  return 0;
}

static inline void open_after(struct world *world, enum transport_kind kind, uint64_t after) {
  session_open(&world->session, transport_of(kind), &world->settings, &world->hub, 0, true, after);
}

/* The step sends a chunk that contains `text`, with so many messages. */
static inline void expect_send(struct world *world, uint64_t now_ns, const char *text,
                               size_t messages) {
  struct step step = session_step(&world->session, now_ns);
  assert_int_equal(step.kind, STEP_SEND);
  assert_non_null(step.chunk);
  assert_true(chunk_contains(step.chunk, text));
  assert_int_equal(step.chunk->messages, messages);
  chunk_drop(step.chunk);
}

static inline void expect_wait(struct world *world, uint64_t now_ns, uint64_t until_ns) {
  struct step step = session_step(&world->session, now_ns);
  assert_int_equal(step.kind, STEP_WAIT);
  assert_int_equal(step.until_ns, until_ns);
}

static inline void expect_end(struct world *world, uint64_t now_ns) {
  assert_int_equal(session_step(&world->session, now_ns).kind, STEP_END);
}

#define TRANSPORT_TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)

#endif
