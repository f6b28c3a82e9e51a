/* The client's own requests, to a server in the test. */
#include "tests/clients/fixture_peer.h"

#include "clients/http/server_calls.h"

enum { CHANNELS = 1 };

static struct loop *loop;
static struct made_peer peer;
static struct client_options options;
static struct server_calls *calls;

/* Calls of the handler. */
static uint64_t answered;
static bool good;
static struct server_answer answer;
static uint64_t newest;
static char reason[128];

static void on_answered(void *owner, const struct server_answer *of, const char *why) {
  assert_ptr_equal(owner, &answer);
  answered++;
  good = of != NULL;
  assert_true(good == (why == NULL));
  if (of) {
    answer = *of;
    newest = of->channels[0].newest;
  }
  snprintf(reason, sizeof reason, "%s", why ? why : "");
}

static const struct server_answer_handler handler = {.answered = on_answered};

static int set_up(void **state) {
  (void)state;
  answered = newest = 0;
  assert_int_equal(options_defaults(client_options_table, &options, NULL), STATUS_OK);
  options.control_token = "secret";
  assert_int_equal(loop_create(&loop, NULL), STATUS_OK);
  peer_listen(&peer, loop);
  assert_int_equal(server_calls_create(loop, &peer.target, &options, CHANNELS, &calls, NULL),
                   STATUS_OK);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  server_calls_destroy(calls);
  server_calls_destroy(NULL);
  peer_end(&peer);
  loop_destroy(loop);
  return 0;
}

static void ask_stats(void) {
  server_calls_stats(calls, 11, 22, &handler, &answer);
}

static void expect_request(const char *line) {
  if (peer.socket < 0)
    peer_accept(&peer);
  peer_wait(&peer, "\r\n\r\n");
  assert_memory_equal(peer.text, line, strlen(line));
  peer_forget(&peer);
}

static void answer_with(int code, const char *body) {
  uint64_t before = answered;
  char text[1024];
  snprintf(text, sizeof text, "HTTP/1.1 %d x\r\nContent-Length: %zu\r\n\r\n%s", code, strlen(body),
           body);
  peer_say(&peer, text);
  run_until_count(loop, &answered, before + 1);
}

static void stats_are_asked_for_a_window_with_the_token(void **state) {
  (void)state;
  ask_stats();
  peer_accept(&peer);
  peer_wait(&peer, "\r\n\r\n");
  assert_memory_equal(peer.text, "GET /stats?from_ns=11&to_ns=22 HTTP/1.1\r\n", 41);
  assert_non_null(strstr(peer.text, "\r\nAuthorization: Bearer secret\r\n"));
  answer_with(200, "{\"epoch_ns\":5,\"published_until_ns\":77,\"channels\":["
                   "{\"channel\":0,\"newest\":8,\"count\":4,\"first\":5,\"last\":8}]}");
  assert_true(good);
  assert_int_equal(answer.epoch_ns, 5);
  assert_int_equal(answer.published_until_ns, 77);
  assert_int_equal(newest, 8);
}

static void start_is_a_post_without_a_body(void **state) {
  (void)state;
  server_calls_start(calls, &handler, &answer);
  expect_request("POST /start HTTP/1.1\r\n");
  answer_with(200, "{\"epoch_ns\":123}");
  assert_true(good);
  assert_int_equal(answer.epoch_ns, 123);
}

static void calls_follow_one_another_on_one_connection(void **state) {
  (void)state;
  for (uint64_t i = 1; i <= 2; i++) {
    server_calls_start(calls, &handler, &answer);
    expect_request("POST /start HTTP/1.1\r\n");
    answer_with(200, i == 1 ? "{\"epoch_ns\":1000000000000}" : "{\"epoch_ns\":2}");
  }
  assert_true(good);
  assert_int_equal(answer.epoch_ns, 2); /* nothing of the longer answer remains */
}

static void ports_are_silenced_and_any_answer_will_do(void **state) {
  (void)state;
  server_calls_silence(calls, "{\"ports\":[7]}", &handler, &answer);
  peer_accept(&peer);
  peer_wait(&peer, "{\"ports\":[7]}");
  assert_memory_equal(peer.text, "POST /silence HTTP/1.1\r\n", 24);
  peer_forget(&peer);
  answer_with(200, "as you like");
  assert_true(good);
}

static void a_request_for_silence_fails_while_another_is_outstanding(void **state) {
  (void)state;
  ask_stats();
  server_calls_silence(calls, "{}", &handler, &answer);
  assert_int_equal(answered, 1);
  assert_string_equal(reason, "another request is under way");
  expect_request("GET /stats");
  answer_with(500, "");
  assert_int_equal(answered, 2);
  server_calls_silence(calls, "{}", &handler, &answer);
  expect_request("POST /silence");
}

static void a_refusal_says_what_to_do(void **state) {
  (void)state;
  static const struct {
    int code;
    const char *reason;
  } cases[] = {
      {401, "the server wants its control token"},
      {421, "the server does not go by this name"},
      {503, "refused"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    ask_stats();
    expect_request("GET /stats");
    answer_with(cases[i].code, "no");
    assert_false(good);
    assert_memory_equal(reason, cases[i].reason, strlen(cases[i].reason));
  }
}

static void another_document_is_no_answer(void **state) {
  (void)state;
  static const char *const bodies[] = {"", "{}", "{\"epoch_ns\":5", "[1,2,3]"};
  for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
    ask_stats();
    expect_request("GET /stats");
    answer_with(200, bodies[i]);
    assert_false(good);
    assert_string_equal(reason, "not the answer of a pushbench-server with as many channels");
  }
}

static void a_connection_that_is_not_there_is_a_reason(void **state) {
  (void)state;
  peer_refuse(&peer);
  ask_stats();
  run_until_count(loop, &answered, 1);
  assert_false(good);
  assert_string_equal(reason, "refused");
}

static void nothing_is_answered_after_the_end(void **state) {
  (void)state;
  ask_stats();
  expect_request("GET /stats");
  server_calls_destroy(calls);
  calls = NULL;
  run_what_is_ready(loop);
  assert_int_equal(answered, 0);
}

#define CALLS_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      CALLS_TEST(stats_are_asked_for_a_window_with_the_token),
      CALLS_TEST(start_is_a_post_without_a_body),
      CALLS_TEST(calls_follow_one_another_on_one_connection),
      CALLS_TEST(ports_are_silenced_and_any_answer_will_do),
      CALLS_TEST(a_request_for_silence_fails_while_another_is_outstanding),
      CALLS_TEST(a_refusal_says_what_to_do),
      CALLS_TEST(another_document_is_no_answer),
      CALLS_TEST(a_connection_that_is_not_there_is_a_reason),
      CALLS_TEST(nothing_is_answered_after_the_end),
  };
  return cmocka_run_group_tests_name("server_calls", tests, NULL, NULL);
}
