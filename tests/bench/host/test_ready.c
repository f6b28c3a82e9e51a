/* Whether a server is ready, asked of listeners in this process. */
#include "bench/host/ready.h"

#include <poll.h>

#include "common/base/clock.h"
#include "tests/bench/says.h"
#include "tests/loopback.h"

enum { PATIENCE_S = 20 };

static struct ready begin(uint16_t port, const char *path) {
  struct target_url url = {.host = "127.0.0.1", .port = port};
  struct ready ready;
  struct error error = {""};
  if (ready_begin(&ready, &url, path, &error) != STATUS_OK)
    fail_msg("%s", error.text);
  return ready;
}

/* Acts until it is ready, or the next attempt has failed. */
static bool one_attempt(struct ready *ready, uint64_t *now_ns) {
  unsigned failures = ready->failures;
  uint64_t deadline_ns = clock_now_ns() + PATIENCE_S * NS_PER_S;
  if (ready->fd < 0 && ready->due_ns > *now_ns)
    *now_ns = ready->due_ns;
  ready_act(ready, *now_ns);
  while (!ready->yes && ready->failures == failures) {
    struct pollfd fd = {.fd = ready->fd, .events = ready_events(ready)};
    assert_true(clock_now_ns() < deadline_ns);
    poll(&fd, 1, 10);
    ready_act(ready, *now_ns);
  }
  return ready->yes;
}

/* Acts until the listener has the request, and answers it. */
static bool answered(struct ready *ready, int listener, const char *answer) {
  char request[READY_REQUEST_BYTES] = "";
  uint64_t now_ns = 1;
  while (!becomes_readable(listener, 1))
    ready_act(ready, now_ns);
  int peer = accept(listener, NULL, NULL);
  while (!becomes_readable(peer, 1))
    ready_act(ready, now_ns);
  assert_true(recv(peer, request, sizeof request - 1, 0) > 0);
  assert_says(request, "GET /here?a=b HTTP/1.1\r\nHost: 127.0.0.1:");
  assert_says(request, "\r\nConnection: close\r\n\r\n");
  if (*answer)
    assert_true(send(peer, answer, strlen(answer), 0) > 0);
  close(peer);
  return one_attempt(ready, &now_ns);
}

static void a_port_is_ready_once_it_takes_connections(void **state) {
  (void)state;
  uint64_t now_ns = 1;
  int listener = loopback_listen();
  uint16_t port = loopback_port_of(listener);
  close(listener);
  struct ready ready = begin(port, NULL);
  assert_false(one_attempt(&ready, &now_ns));
  assert_string_equal(ready.reason, "Connection refused");
  assert_true(ready.due_ns > now_ns);
  ready_act(&ready, now_ns); /* not due yet */
  assert_int_equal(ready.fd, -1);
  const struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons(port)};
  listener = socket(AF_INET, SOCK_STREAM, 0);
  assert_int_equal(bind(listener, (const struct sockaddr *)&address, sizeof address), 0);
  assert_int_equal(listen(listener, 8), 0);
  assert_true(one_attempt(&ready, &now_ns));
  assert_int_equal(ready.fd, -1);
  ready_end(&ready);
  close(listener);
}

static void an_answer_of_200_to_299_is_ready(void **state) {
  (void)state;
  static const struct {
    const char *answer, *reason;
  } cases[] = {{"HTTP/1.1 503 Service Unavailable\r\n\r\n", "answered 'HTTP/1.1 503'"},
               {"HTTP/1.1 301 Moved\r\n\r\n", "answered 'HTTP/1.1 301'"},
               {"SSH-2.0-OpenSSH_9\r\n", "answered 'SSH-2.0-Open'"},
               {"\x01\n2", "answered '??2'"},
               {"", "the connection was closed without an answer"},
               {"HTTP/1.1 204 No Content\r\n\r\n", NULL},
               {"HTTP/1.0 200 OK\r\n\r\n", NULL}};
  int listener = loopback_listen();
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct ready ready = begin(loopback_port_of(listener), "/here?a=b");
    assert_int_equal(answered(&ready, listener, cases[i].answer), cases[i].reason == NULL);
    if (cases[i].reason)
      assert_string_equal(ready.reason, cases[i].reason);
    ready_end(&ready);
  }
  close(listener);
}

static void an_attempt_takes_two_seconds_at_most(void **state) {
  (void)state;
  int listener = loopback_listen();
  struct ready ready = begin(loopback_port_of(listener), "/here?a=b");
  while (!becomes_readable(listener, 1))
    ready_act(&ready, 5);
  int peer = accept(listener, NULL, NULL);
  while (!becomes_readable(peer, 1))
    ready_act(&ready, 5);
  ready_act(&ready, 5 + 2 * NS_PER_S - 1);
  assert_int_equal(ready.failures, 0);
  ready_act(&ready, 5 + 2 * NS_PER_S);
  assert_int_equal(ready.failures, 1);
  assert_string_equal(ready.reason, "no answer");
  close(peer);
  ready_end(&ready);
  close(listener);
}

static void a_socket_may_be_connected_to_itself(void **state) {
  (void)state;
  struct loopback pair = loopback_open();
  assert_false(is_connected_to_itself(pair.near));
  assert_false(is_connected_to_itself(pair.listener));
  loopback_close(&pair);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int own = socket(AF_INET, SOCK_STREAM, 0);
  assert_int_equal(bind(own, (const struct sockaddr *)&address, sizeof address), 0);
  address.sin_port = htons(loopback_port_of(own));
  assert_int_equal(connect(own, (const struct sockaddr *)&address, sizeof address), 0);
  assert_true(is_connected_to_itself(own));
  close(own);
}

static void what_cannot_be_asked_is_refused(void **state) {
  (void)state;
  struct target_url tls = {.tls = true, .host = "127.0.0.1", .port = 1};
  struct target_url nowhere = {.host = "no such host", .port = 1};
  struct target_url own = {.host = "::1", .port = 1};
  struct ready ready;
  struct error error = {""};
  char path[READY_REQUEST_BYTES + 1];
  memset(path, '/', sizeof path);
  path[sizeof path - 1] = '\0';
  assert_int_equal(ready_begin(&ready, &tls, "/", &error), STATUS_USAGE);
  assert_says(error.text, "a GET is not possible over https");
  ready_end(&ready);
  assert_int_equal(ready_begin(&ready, &tls, NULL, &error), STATUS_OK);
  ready_end(&ready);
  assert_int_equal(ready_begin(&ready, &nowhere, NULL, &error), STATUS_ENVIRONMENT);
  assert_says(error.text, "no such host: ");
  ready_end(&ready);
  assert_int_equal(ready_begin(&ready, &own, "/", &error), STATUS_OK);
  assert_says(ready.request, "Host: [::1]:1\r\n");
  ready_end(&ready);
  assert_int_equal(ready_begin(&ready, &own, path, &error), STATUS_USAGE);
  ready_end(&ready);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_port_is_ready_once_it_takes_connections),
      cmocka_unit_test(an_answer_of_200_to_299_is_ready),
      cmocka_unit_test(an_attempt_takes_two_seconds_at_most),
      cmocka_unit_test(a_socket_may_be_connected_to_itself),
      cmocka_unit_test(what_cannot_be_asked_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
