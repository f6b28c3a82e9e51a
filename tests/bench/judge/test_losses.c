/* The longest time until a user notices a dead peer, and the losses that it explains. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "bench/judge/losses.h"

/* For a cell with an interval of 3 s, a hold time of 20 s, comments every 5 s, pings every 30 s,
 * and 1 s for an answer; `more` replaces the value of `parameter`. */
static double notice_s(const char *transport, const char *parameter, json_t *more) {
  json_t *document = json_pack(
      "{s:s, s:{s:i, s:i, s:i, s:i, s:i, s:s, s:s}}", "transport", transport, "params",
      "interval_ms", 3000, "hold_ms", 20000, "sse_keepalive_ms", 5000, "heartbeat_interval_ms",
      30000, "heartbeat_timeout_ms", 1000, "heartbeat", "ping", "heartbeat_by", "client");
  if (parameter)
    json_object_set_new(json_object_get(document, "params"), parameter, more);
  double seconds = losses_notice_s(document);
  json_decref(document);
  return seconds;
}

static void users_who_poll_or_ping_notice_after_their_interval_and_the_time_out(void **state) {
  (void)state;
  assert_true(notice_s("short_poll", NULL, NULL) == 4);
  assert_true(notice_s("long_poll", NULL, NULL) == 21);
  assert_true(notice_s("sse", NULL, NULL) == 6);
  assert_true(notice_s("websocket", NULL, NULL) == 31);
  assert_true(notice_s("websocket", "heartbeat_by", json_string("both")) == 31);
}

static void users_without_heartbeats_never_notice(void **state) {
  (void)state;
  assert_true(isinf(notice_s("sse", "sse_keepalive_ms", json_integer(0))));
  assert_true(isinf(notice_s("websocket", "heartbeat", json_string("off"))));
  assert_true(isinf(notice_s("websocket", "heartbeat_by", json_string("server"))));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(users_who_poll_or_ping_notice_after_their_interval_and_the_time_out),
      cmocka_unit_test(users_without_heartbeats_never_notice),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
