/* Requests and answers of two users on the client's own connections, to a server in the test. */
#include "tests/clients/fixture_peer.h"

#include "clients/http/http.h"

enum { USERS = 2 };

static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

struct stage;

struct user {
  struct stage *stage;
  struct http_connection *connection;
  int peer;     /* the server's end */
  int answered; /* answered requests */
  bool asks_again;
};

struct stage {
  struct loop *loop;
  struct sockets sockets;
  struct target target;
  struct counters counters;
  struct http *http;
  struct user users[USERS];
  int listener;
  int waiting_requests; /* readable by the server when the second answer arrived */
  int answered, until;
};

/* Whether the server can read bytes of a request. */
static bool request_is_there(const struct user *user) {
  char byte;
  return recv(user->peer, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 1;
}

static bool on_body(void *owner, const char *bytes, size_t count, uint64_t receipt_ns) {
  (void)receipt_ns;
  struct user *user = owner;
  assert_int_equal(count, 2);
  assert_memory_equal(bytes, "{}", 2);
  for (size_t i = 0; i < USERS; i++)
    user->stage->waiting_requests += request_is_there(&user->stage->users[i]);
  return true;
}

static void on_ended(void *owner, const struct http_outcome *outcome) {
  struct user *user = owner;
  struct stage *stage = user->stage;
  assert_true(outcome->complete);
  assert_int_equal(outcome->code, 200);
  user->answered++;
  if (user->asks_again)
    assert_true(http_get(user->connection, "/again", 0));
  if (++stage->answered == stage->until)
    loop_stop(stage->loop);
}

static const struct http_handler handler = {.body = on_body, .ended = on_ended};

/* Reads a whole request without a body. */
static void request_read(const struct user *user, const char *path) {
  char text[1024] = "";
  size_t bytes = 0;
  while (!strstr(text, "\r\n\r\n")) {
    ssize_t got = recv(user->peer, text + bytes, sizeof text - 1 - bytes, 0);
    assert_true(got > 0);
    bytes += (size_t)got;
    text[bytes] = '\0';
  }
  assert_memory_equal(text, "GET ", 4);
  assert_memory_equal(text + 4, path, strlen(path));
}

static void answer_send(const struct user *user) {
  assert_int_equal(send(user->peer, answer, sizeof answer - 1, 0), sizeof answer - 1);
}

static bool user_asks(void *owner) {
  return request_is_there(owner);
}

/* Runs the loop until the server can read the user's request. */
static void run_until_asked(struct user *user) {
  run_until(user->stage->loop, user_asks, user);
}

static bool somebody_connects(void *owner) {
  const struct stage *stage = owner;
  return becomes_readable(stage->listener, 0);
}

/* Both users are connected, and have received one answer. */
static int set_up(void **state) {
  struct stage *stage = calloc(1, sizeof *stage);
  struct error error;
  assert_non_null(stage);
  stage->listener = loopback_listen();
  stage->target = peer_target(stage->listener);
  assert_int_equal(loop_create(&stage->loop, &error), STATUS_OK);
  assert_int_equal(sockets_init(&stage->sockets, stage->loop, 1024, &error), STATUS_OK);
  const struct http_settings settings = {.library = CLIENT_LIBRARY_RAW,
                                         .network = {.loop = stage->loop,
                                                     .target = &stage->target,
                                                     .sockets = &stage->sockets,
                                                     .nodelay = true,
                                                     .connect_timeout_ms = 1000},
                                         .connections = USERS,
                                         .keep_alive = true,
                                         .style = {.authority = stage->target.authority},
                                         .counters = &stage->counters};
  assert_int_equal(http_create(&settings, &stage->http, &error), STATUS_OK);
  for (size_t i = 0; i < USERS; i++) {
    struct user *user = &stage->users[i];
    user->stage = stage;
    assert_int_equal(http_connection_create(stage->http, &handler, user, &user->connection, &error),
                     STATUS_OK);
    assert_true(http_get(user->connection, "/first", 0));
    user->peer = accept(stage->listener, NULL, NULL);
    assert_true(user->peer >= 0);
    run_until_asked(user);
    request_read(user, "/first");
    stage->until = (int)i + 1;
    answer_send(user);
    loop_run(stage->loop);
    assert_int_equal(user->answered, 1);
  }
  stage->until = 0;
  stage->waiting_requests = 0;
  *state = stage;
  return 0;
}

static int tear_down(void **state) {
  struct stage *stage = *state;
  http_destroy(stage->http);
  sockets_release(&stage->sockets);
  loop_destroy(stage->loop);
  for (size_t i = 0; i < USERS; i++)
    close(stage->users[i].peer);
  close(stage->listener);
  free(stage);
  return 0;
}

static void both_ask_and_are_answered(struct stage *stage) {
  for (size_t i = 0; i < USERS; i++) {
    assert_true(http_get(stage->users[i].connection, "/second", 0));
    request_read(&stage->users[i], "/second");
  }
  for (size_t i = 0; i < USERS; i++)
    answer_send(&stage->users[i]);
  stage->until = 2 * USERS;
  loop_run(stage->loop);
}

static void a_request_of_the_schedule_goes_out_at_once(void **state) {
  struct stage *stage = *state;
  assert_true(http_get(stage->users[0].connection, "/second", 0));
  assert_true(request_is_there(&stage->users[0]));
}

static void all_available_answers_are_read_before_the_next_requests_are_sent(void **state) {
  struct stage *stage = *state;
  for (size_t i = 0; i < USERS; i++)
    stage->users[i].asks_again = true;
  both_ask_and_are_answered(stage);
  assert_int_equal(stage->waiting_requests, 0);
  for (size_t i = 0; i < USERS; i++) {
    run_until_asked(&stage->users[i]);
    request_read(&stage->users[i], "/again");
  }
  assert_int_equal(stage->counters.requests, 3 * USERS);
}

static void a_request_that_waits_can_be_broken_off(void **state) {
  struct stage *stage = *state;
  stage->users[0].asks_again = true;
  both_ask_and_are_answered(stage);
  uint64_t sent_bytes = stage->counters.up_bytes;
  http_abort(stage->users[0].connection);
  run_what_is_ready(stage->loop);
  char byte;
  assert_int_equal(recv(stage->users[0].peer, &byte, 1, 0), 0); /* nothing before the end */
  assert_int_equal(stage->counters.up_bytes, sent_bytes);
  assert_int_equal(stage->counters.requests, 2 * USERS);
}

static void
a_request_that_waits_when_the_server_ends_the_connection_goes_out_on_another(void **state) {
  struct stage *stage = *state;
  struct user *user = &stage->users[0];
  user->asks_again = true;
  both_ask_and_are_answered(stage);
  close(user->peer);
  user->peer = -1;
  run_until(stage->loop, somebody_connects, stage);
  user->peer = accept(stage->listener, NULL, NULL);
  run_until_asked(user);
  request_read(user, "/again");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_request_of_the_schedule_goes_out_at_once, set_up,
                                      tear_down),
      cmocka_unit_test_setup_teardown(
          all_available_answers_are_read_before_the_next_requests_are_sent, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_request_that_waits_can_be_broken_off, set_up, tear_down),
      cmocka_unit_test_setup_teardown(
          a_request_that_waits_when_the_server_ends_the_connection_goes_out_on_another, set_up,
          tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
