/* Bytes by hand: lengths of what is sent, times rates. */
#include "bench/choose/wire_estimate.h"

#include <stdio.h>

#include "common/base/traits.h"
#include "tests/bench/choose/choice_made.h"

/* A text: {"seq":N,"due_ns":13 digits,"sent_ns":13 digits,"data":"…"}, of 64 B of data; numbers of
 * messages from 1 to 9,000 have 3.8766 digits on average. */
static const double digits = (9 * 1 + 90 * 2 + 900 * 3 + 8001 * 4) / 9000.0;
static double text_bytes(double data) {
  return 7 + digits + 10 + 13 + 11 + 13 + 9 + data + 2;
}

static struct closed_wire wire_of(const char *const *sets, const struct closed_load *load) {
  struct user_case its = made_case(sets);
  struct closed_wire wire = wire_estimate_of(&its, load);
  user_case_release(&its);
  return wire;
}

static const char *const plain[] = {"payload_bytes=64", NULL};
static const char *const encrypted[] = {"payload_bytes=64", "tls=on", NULL};

static void a_frame_has_four_bytes_and_two_segments(void **state) {
  (void)state;
  const struct closed_load load = {.transport = TRANSPORT_WEBSOCKET, .messages_per_s = 2};
  struct closed_wire wire = wire_of(plain, &load);
  assert_near(wire.text_bytes, text_bytes(64), 1e-9);
  assert_near(wire.down_per_s, 2 * (text_bytes(64) + 4 + 52), 1e-9);
  assert_near(wire.up_per_s, 2 * 52, 1e-9);
  assert_near(wire.segments, 1, 0);
  wire = wire_of(encrypted, &load); /* a record of 22 B more for each */
  assert_near(wire.down_per_s, 2 * (text_bytes(64) + 4 + 52 + 22), 1e-9);
  assert_near(wire.up_per_s, 2 * 52, 1e-9);
}

/* 172 B for a ping and its pong, 107 B for a comment. */
static void waiting_costs_heartbeats(void **state) {
  (void)state;
  struct closed_load load = {.transport = TRANSPORT_WEBSOCKET, .beat_s = 30};
  struct closed_wire wire = wire_of(plain, &load);
  assert_near(wire.up_per_s + wire.down_per_s, 172 / 30.0, 1e-9);
  assert_near(wire.down_per_s, 58 / 30.0, 1e-9);
  wire = wire_of(encrypted, &load);
  assert_near(wire.up_per_s + wire.down_per_s, (172 + 2 * 22) / 30.0, 1e-9);
  load.transport = TRANSPORT_SSE;
  wire = wire_of(plain, &load);
  assert_near(wire.up_per_s + wire.down_per_s, 107 / 30.0, 1e-9);
  load.loss = 0.1; /* so much is sent again */
  wire = wire_of(plain, &load);
  assert_near(wire.up_per_s + wire.down_per_s, 107 / 27.0, 1e-9);
}

/* GET /short_poll?channel=0&after=N HTTP/1.1, Host: 127.0.0.1:40000; the answer's head with two
 * digits of length, {"next":N,"messages":[]}; three segments. */
static void an_empty_poll_has_both_heads(void **state) {
  (void)state;
  const struct closed_load load = {.transport = TRANSPORT_SHORT_POLL, .interval_s = 5};
  double request = 43 + digits + 23 + 2, answer = 17 + 32 + 20 + 2, body = 23 + digits;
  struct closed_wire wire = wire_of(plain, &load);
  assert_near(wire.up_per_s, (request + 104) / 5, 1e-9);
  assert_near(wire.down_per_s, (answer + body + 52) / 5, 1e-9);
  wire = wire_of(encrypted, &load);
  assert_near(wire.up_per_s, (request + 104 + 22) / 5, 1e-9);
  assert_near(wire.down_per_s, (answer + body + 52 + 22) / 5, 1e-9);
}

/* The break-even of a poll every 5 s and a ping every 30 s lies at 0.55 messages a second. */
static void polls_are_cheaper_from_half_a_message_a_second_on(void **state) {
  (void)state;
  double low = 0.1, high = 2;
  for (int i = 0; i < 40; i++) {
    double rate = (low + high) / 2;
    const struct closed_load poll = {
        .transport = TRANSPORT_SHORT_POLL, .interval_s = 5, .messages_per_s = rate};
    const struct closed_load socket = {
        .transport = TRANSPORT_WEBSOCKET, .beat_s = 30, .messages_per_s = rate};
    struct closed_wire by_poll = wire_of(plain, &poll), by_socket = wire_of(plain, &socket);
    bool dearer = by_poll.up_per_s + by_poll.down_per_s > by_socket.up_per_s + by_socket.down_per_s;
    low = dearer ? rate : low;
    high = dearer ? high : rate;
  }
  assert_near(low, 0.55, 0.01);
}

static void long_messages_take_several_segments(void **state) {
  (void)state;
  static const char *const large[] = {"payload_bytes=4096", NULL};
  const struct closed_load load = {.transport = TRANSPORT_WEBSOCKET, .messages_per_s = 1};
  struct closed_wire wire = wire_of(large, &load); /* 4,168 B in segments of 1,448 */
  assert_near(wire.segments, 3, 0);
  assert_near(wire.down_per_s, text_bytes(4096) + 4 + 3 * 52, 1e-9);
  assert_near(wire.up_per_s, 2 * 52, 1e-9);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_frame_has_four_bytes_and_two_segments),
      cmocka_unit_test(waiting_costs_heartbeats),
      cmocka_unit_test(an_empty_poll_has_both_heads),
      cmocka_unit_test(polls_are_cheaper_from_half_a_message_a_second_on),
      cmocka_unit_test(long_messages_take_several_segments),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
