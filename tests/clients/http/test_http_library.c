/* The requests of one user and their ends, on each HTTP library. */
#include "tests/clients/fixture_peer.h"

#include <malloc.h>

#include "clients/http/http.h"

enum { OK = 200, ANSWERED = 1, LONG_PATH_BYTES = 300 };

static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

/* printf hello | gzip -n */
static const char gzip_answer[] =
    "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 25\r\n\r\n"
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcb\x48\xcd\xc9\xc9\x07"
    "\x00\x86\xa6\x10\x36\x05\x00\x00\x00";
enum { GZIP_ANSWER_BYTES = sizeof gzip_answer - 1, GZIP_BODY_BYTES = 25 };

static enum client_library library; /* the library under test */
static struct loop *loop;
static struct made_peer peer;
static struct counters counters;
static struct life life;
static struct series series;
static bool compressed;
static struct http_settings settings;
static struct http *http;
static struct http_connection *connection;

/* Calls of the handler. */
static uint64_t heads, ended;
static int head_code;
static char body[64];
static size_t body_bytes;
static bool wants_body;
static struct http_outcome outcome;
static char reason[128];

/* Our own connections show the text of the head, too. */
static void on_head(void *owner, int code, const char *head, size_t head_bytes) {
  static const char end[] = "\r\n\r\n";
  assert_ptr_equal(owner, &outcome);
  assert_int_equal(head != NULL, library == CLIENT_LIBRARY_RAW);
  if (head) {
    assert_memory_equal(head, "HTTP/1.1 ", 9);
    assert_memory_equal(head + head_bytes - strlen(end), end, strlen(end));
  }
  heads++;
  head_code = code;
}

static bool on_body(void *owner, const char *bytes, size_t count, uint64_t receipt_ns) {
  assert_ptr_equal(owner, &outcome);
  assert_true(receipt_ns > 0);
  assert_true(body_bytes + count <= sizeof body);
  memcpy(body + body_bytes, bytes, count);
  body_bytes += count;
  return wants_body;
}

static void on_ended(void *owner, const struct http_outcome *of) {
  assert_ptr_equal(owner, &outcome);
  ended++;
  outcome = *of;
  snprintf(reason, sizeof reason, "%s", of->reason);
}

static const struct http_handler handler = {.head = on_head, .body = on_body, .ended = on_ended};

/* Opens HTTP with the current settings. */
static void open_http(void) {
  assert_int_equal(http_create(&settings, &http, NULL), STATUS_OK);
  assert_int_equal(http_connection_create(http, &handler, &outcome, &connection, NULL), STATUS_OK);
}

static int set_up(void **state) {
  library = *(const enum client_library *)*state;
  counters = (struct counters){0};
  heads = ended = body_bytes = 0;
  wants_body = true;
  compressed = false;
  assert_int_equal(loop_create(&loop, NULL), STATUS_OK);
  assert_int_equal(life_init(&life, NULL), STATUS_OK);
  series_init(&series, clock_now_ns());
  peer_listen(&peer, loop);
  settings = (struct http_settings){.library = library,
                                    .network = peer_network(&peer),
                                    .connections = 1,
                                    .keep_alive = true,
                                    .style = {.authority = peer.target.authority},
                                    .counters = &counters,
                                    .life = &life,
                                    .series = &series,
                                    .compressed = &compressed};
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  http_destroy(http);
  peer_end(&peer);
  series_release(&series);
  life_release(&life);
  loop_destroy(loop);
  return 0;
}

/* Requests /x, and waits until the server has read that. */
static void ask(void) {
  bool connects = http_descriptor(connection) < 0;
  assert_true(http_get(connection, "/x", 0));
  if (connects)
    peer_accept(&peer);
  peer_wait(&peer, "\r\n\r\n");
}

static void run_until_ended(uint64_t count) {
  run_until_count(loop, &ended, count);
}

static void answer_with(const char *text) {
  uint64_t before = ended;
  peer_forget(&peer);
  peer_say(&peer, text);
  run_until_ended(before + 1);
}

/* --- requests ----------------------------------------------------------------------------- */

static void a_get_is_its_line_the_host_and_an_empty_line(void **state) {
  (void)state;
  open_http();
  ask();
  char expected[256];
  snprintf(expected, sizeof expected, "GET /x HTTP/1.1\r\nHost: %s\r\n\r\n", peer.target.authority);
  assert_string_equal(peer.text, expected);
  http_settle(http);
  assert_int_equal(counters.up_bytes, peer.bytes);
  assert_int_equal(counters.head_up_bytes, peer.bytes);
  assert_int_equal(counters.payload_up_bytes, 0);
  assert_int_equal(counters.requests, 1);
  assert_true(http_descriptor(connection) >= 0);
}

static void a_post_has_its_length_and_its_body(void **state) {
  (void)state;
  open_http();
  assert_true(http_post(connection, "/publish", "hello", 5, 0));
  peer_accept(&peer);
  peer_wait(&peer, "hello");
  char expected[256];
  snprintf(expected, sizeof expected,
           "POST /publish HTTP/1.1\r\nHost: %s\r\nContent-Length: 5\r\n\r\nhello",
           peer.target.authority);
  assert_string_equal(peer.text, expected);
  http_settle(http);
  assert_int_equal(counters.head_up_bytes, peer.bytes - 5);
  assert_int_equal(counters.payload_up_bytes, 5);
}

static void a_stream_that_is_opened_anew_says_what_it_had(void **state) {
  (void)state;
  open_http();
  assert_true(http_get_again(connection, "/sse", "41"));
  peer_accept(&peer);
  peer_wait(&peer, "\r\n\r\n");
  assert_non_null(strstr(peer.text, "\r\nLast-Event-ID: 41\r\n"));
}

static void compression_is_offered_where_it_is_wanted(void **state) {
  (void)state;
  settings.compression = true;
  open_http();
  ask();
  assert_non_null(strstr(peer.text, "\r\nAccept-Encoding: gzip\r\n"));
}

static void a_path_that_is_too_long_does_not_start(void **state) {
  (void)state;
  char path[LONG_PATH_BYTES];
  memset(path, 'x', sizeof path);
  path[sizeof path - 1] = '\0';
  open_http();
  assert_false(http_get(connection, path, 0));
  assert_int_equal(counters.requests, 0);
  assert_int_equal(counters.connections_attempted, 0);
}

/* --- answers ------------------------------------------------------------------------------ */

static void a_connection_is_kept_and_counted_once(void **state) {
  (void)state;
  open_http();
  for (uint64_t i = 1; i <= 3; i++) {
    ask();
    answer_with(answer);
    assert_true(outcome.complete);
    assert_int_equal(outcome.code, OK);
    assert_int_equal(heads, i);
    assert_int_equal(head_code, OK);
  }
  assert_memory_equal(body, "{}{}{}", 6);
  assert_int_equal(counters.connections_attempted, 1);
  assert_int_equal(counters.connections_opened, 1);
  assert_int_equal(counters.down_bytes, 3 * (sizeof answer - 1));
  assert_int_equal(counters.head_down_bytes, 3 * (sizeof answer - 3));
  assert_int_equal(life.established, 1);
  assert_int_equal(life.answered, 1);
  http_settle(http);
  assert_int_equal(counters.requests_failed, 0);
}

static void without_keep_alive_each_request_has_a_connection_of_its_own(void **state) {
  (void)state;
  settings.keep_alive = false;
  open_http();
  for (uint64_t i = 1; i <= 2; i++) {
    ask();
    answer_with(answer);
    assert_int_equal(http_descriptor(connection), -1);
    assert_int_equal(counters.connections_opened, i);
    assert_int_equal(life.ended[LIFE_BY_CLIENT], i);
  }
  assert_int_equal(counters.connections_reopened, 0); /* the first had been closed on purpose */
}

/* Under the address sanitizer, which counts no bytes, its own search for leaks tells. */
static void connections_that_ended_hold_no_memory(void **state) {
  (void)state;
  enum { ROUNDS = 2, ROUND = 200, SPARE_BYTES = 4096 };
  size_t held_bytes[ROUNDS];
  settings.keep_alive = false;
  open_http();
  for (int round = 0; round < ROUNDS; round++) {
    for (int i = 0; i < ROUND; i++) {
      ask();
      body_bytes = 0;
      answer_with(answer);
    }
    peer_wait_end(&peer);
    held_bytes[round] = mallinfo2().uordblks;
  }
  assert_true(held_bytes[1] < held_bytes[0] + SPARE_BYTES);
}

static void a_server_that_closes_is_connected_to_anew(void **state) {
  (void)state;
  open_http();
  ask();
  answer_with("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  assert_true(outcome.complete);
  assert_int_equal(http_descriptor(connection), -1);
  ask();
  answer_with(answer);
  assert_int_equal(counters.connections_reopened, 1);
  assert_int_equal(counters.connections_closed, 1);
}

/* The client has had no chance to hear of the reset. */
static void a_request_on_a_kept_connection_that_was_just_reset_opens_a_new_one(void **state) {
  (void)state;
  open_http();
  ask();
  answer_with(answer);
  peer_reset(&peer);
  assert_true(http_get(connection, "/x", 0));
  peer_accept(&peer);
  peer_wait(&peer, "\r\n\r\n");
  answer_with(answer);
  assert_true(outcome.complete);
  assert_int_equal(outcome.code, OK);
  assert_int_equal(ended, 2);
  assert_int_equal(counters.requests_failed, 0);
  assert_int_equal(counters.connections_reopened, 1);
}

static void a_status_other_than_200_is_a_failed_request(void **state) {
  (void)state;
  open_http();
  ask();
  answer_with("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
  assert_true(outcome.complete);
  assert_int_equal(outcome.code, 404);
  assert_int_equal(outcome.failure, LIFE_STATUS);
  assert_int_equal(counters.requests_failed, 1);
}

static void an_interim_answer_is_passed_over(void **state) {
  (void)state;
  open_http();
  ask();
  answer_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
  assert_int_equal(outcome.code, OK);
  assert_int_equal(head_code, OK);
  assert_int_equal(ended, 1);
}

static void a_body_up_to_the_end_of_the_connection_is_whole(void **state) {
  (void)state;
  open_http();
  ask();
  peer_say(&peer, "HTTP/1.1 200 OK\r\n\r\nall of it");
  peer_close(&peer);
  run_until_ended(ANSWERED);
  assert_true(outcome.complete);
  assert_memory_equal(body, "all of it", 9);
}

static void an_answer_that_is_not_http_is_a_protocol_failure(void **state) {
  (void)state;
  open_http();
  ask();
  answer_with("SSH-2.0-OpenSSH\r\n\r\n");
  assert_false(outcome.complete);
  assert_false(outcome.unconnected);
  assert_int_equal(outcome.failure, LIFE_PROTOCOL);
  assert_true(*reason != '\0');
  assert_int_equal(counters.requests_failed, 1);
}

static void a_malformed_answer_is_a_protocol_failure(void **state) {
  (void)state;
  static const char *const answers[] = {
      "HTTP/1.1 101 Switching Protocols\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 1\r\n\r\nx",
      "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nxyz",
  };
  open_http();
  for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
    ask();
    answer_with(answers[i]);
    assert_false(outcome.complete);
    assert_int_equal(outcome.failure, LIFE_PROTOCOL);
    assert_int_equal(counters.requests_failed, i + 1);
    assert_int_equal(counters.connections_closed, i + 1);
  }
}

static void a_handler_that_refuses_a_body_ends_the_request(void **state) {
  (void)state;
  wants_body = false;
  open_http();
  ask();
  answer_with(answer);
  assert_false(outcome.complete);
  assert_int_equal(outcome.failure, LIFE_PROTOCOL);
  peer_wait_end(&peer);
}

static void an_answer_that_nobody_asked_for_ends_the_connection(void **state) {
  (void)state;
  open_http();
  ask();
  answer_with(answer);
  peer_say(&peer, answer);
  peer_wait_end(&peer);
  assert_int_equal(ended, ANSWERED);
  assert_int_equal(counters.connections_closed, 1);
}

static void a_compressed_answer_is_inflated_and_what_that_saves_is_counted(void **state) {
  (void)state;
  settings.compression = true;
  open_http();
  for (size_t i = 1; i <= 2; i++) {
    ask();
    peer_forget(&peer);
    peer_send(&peer, gzip_answer, GZIP_ANSWER_BYTES);
    run_until_ended(i);
    assert_true(outcome.complete);
    assert_int_equal(body_bytes, 5 * i);
  }
  assert_memory_equal(body, "hellohello", 10);
  assert_true(compressed);
  assert_int_equal((int64_t)counters.saved_down_bytes, 2 * (5 - GZIP_BODY_BYTES));
}

/* The answer is as long as its head says, and the compressed stream in it is not. */
static void answer_cut_short(void) {
  char cut[GZIP_ANSWER_BYTES];
  memcpy(cut, gzip_answer, sizeof cut);
  char *length = strstr(cut, "25");
  assert_non_null(length);
  memcpy(length, "12", 2);
  settings.compression = true;
  open_http();
  ask();
  peer_send(&peer, cut, GZIP_ANSWER_BYTES - GZIP_BODY_BYTES + 12);
  run_until_ended(ANSWERED);
}

static void a_compressed_answer_that_is_cut_short_is_none(void **state) {
  (void)state;
  answer_cut_short();
  assert_false(outcome.complete);
  assert_int_equal(outcome.failure, LIFE_PROTOCOL);
}

/* docs/method.md lists it among the differences of the libraries. */
static void libcurl_takes_a_compressed_answer_that_is_cut_short_for_whole(void **state) {
  (void)state;
  answer_cut_short();
  assert_true(outcome.complete);
  assert_true(body_bytes < 5);
}

/* --- failures ------------------------------------------------------------------------------ */

static void a_closed_port_gives_no_connection(void **state) {
  (void)state;
  peer_refuse(&peer);
  open_http();
  assert_true(http_get(connection, "/x", 0));
  run_until_ended(1);
  assert_true(outcome.unconnected);
  assert_int_equal(outcome.failure, LIFE_REFUSED);
  assert_int_equal(counters.connections_attempted, 1);
  assert_int_equal(counters.connections_opened, 0);
  assert_int_equal(counters.requests_failed, 1);
}

static void an_answer_that_does_not_come_in_time_is_a_time_out(void **state) {
  (void)state;
  open_http();
  assert_true(http_get(connection, "/x", 10));
  peer_accept(&peer);
  run_until_ended(1);
  assert_true(outcome.timed_out);
  assert_false(outcome.unconnected);
  assert_int_equal(outcome.failure, LIFE_TIMEOUT);
  assert_int_equal(counters.connections_closed, 1);
}

static void the_time_of_a_request_does_not_end_the_next_one(void **state) {
  (void)state;
  open_http();
  assert_true(http_get(connection, "/x", 10));
  peer_accept(&peer);
  peer_wait(&peer, "\r\n\r\n");
  answer_with(answer);
  uint64_t begun_ns = clock_now_ns();
  assert_true(http_get(connection, "/x", 40));
  run_until_ended(2);
  assert_true(outcome.timed_out);
  assert_true(clock_now_ns() - begun_ns >= 40 * NS_PER_MS);
}

static void an_end_before_the_answer_names_a_likely_cause(void **state) {
  (void)state;
  open_http();
  ask();
  peer_close(&peer);
  run_until_ended(1);
  assert_int_equal(outcome.failure, LIFE_CLOSED);
  assert_non_null(strstr(reason, "if the server speaks TLS, --connect https://"));
  ask();
  peer_reset(&peer);
  run_until_ended(2);
  assert_int_equal(outcome.failure, LIFE_RESET);
  assert_int_equal(life.ended[LIFE_BY_SERVER], 1);
  assert_int_equal(life.ended[LIFE_BY_RESET], 1);
}

static void a_kept_connection_that_ends_within_an_answer_is_not_asked_again(void **state) {
  (void)state;
  open_http();
  ask();
  answer_with(answer);
  ask();
  peer_say(&peer, "HTTP/1.1 200");
  peer_close(&peer);
  run_until_ended(2);
  assert_false(outcome.complete);
  assert_int_equal(counters.connections_attempted, 1);
}

static void an_aborted_request_gets_no_calls(void **state) {
  (void)state;
  open_http();
  ask();
  http_abort(connection);
  http_abort(connection);
  peer_wait_end(&peer);
  assert_int_equal(ended, 0);
  assert_int_equal(counters.requests_failed, 0);
  assert_int_equal(counters.connections_closed, 0);
  assert_int_equal(life.ended[LIFE_BY_CLIENT], 1);
}

static void a_paused_user_gets_the_answer_when_it_reads_on(void **state) {
  (void)state;
  open_http();
  ask();
  http_pause(connection);
  peer_say(&peer, answer);
  run_what_is_ready(loop);
  assert_int_equal(ended, 0);
  http_resume(connection);
  run_until_ended(ANSWERED);
  assert_true(outcome.complete);
}

static void a_request_that_is_aborted_before_it_is_sent_is_none(void **state) {
  (void)state;
  open_http();
  assert_true(http_get(connection, "/x", 0));
  http_abort(connection);
  run_what_is_ready(loop);
  http_settle(http);
  assert_int_equal(counters.requests, 0);
  assert_int_equal(counters.up_bytes, 0);
}

static void destroying_http_ends_outstanding_requests(void **state) {
  (void)state;
  open_http();
  ask();
  http_close(http);
  http_close(http);
  peer_wait_end(&peer);
  assert_int_equal(ended, 0);
  assert_int_equal(counters.connections_closed, 0);
  assert_int_equal(life.ended[LIFE_BY_CLIENT], 1);
}

static enum client_library raw = CLIENT_LIBRARY_RAW, curl = CLIENT_LIBRARY_CURL,
                           lws = CLIENT_LIBRARY_LWS;
static enum client_library each; /* of the table, one after the other */

#define REQUEST_TEST(name, which) \
  cmocka_unit_test_prestate_setup_teardown(name, set_up, tear_down, &(which))

#define LIBRARY_TESTS(which)                                                                   \
  REQUEST_TEST(a_get_is_its_line_the_host_and_an_empty_line, which),                           \
      REQUEST_TEST(a_post_has_its_length_and_its_body, which),                                 \
      REQUEST_TEST(a_stream_that_is_opened_anew_says_what_it_had, which),                      \
      REQUEST_TEST(a_connection_is_kept_and_counted_once, which),                              \
      REQUEST_TEST(without_keep_alive_each_request_has_a_connection_of_its_own, which),        \
      REQUEST_TEST(connections_that_ended_hold_no_memory, which),                              \
      REQUEST_TEST(a_server_that_closes_is_connected_to_anew, which),                          \
      REQUEST_TEST(a_request_on_a_kept_connection_that_was_just_reset_opens_a_new_one, which), \
      REQUEST_TEST(a_status_other_than_200_is_a_failed_request, which),                        \
      REQUEST_TEST(a_path_that_is_too_long_does_not_start, which),                             \
      REQUEST_TEST(an_interim_answer_is_passed_over, which),                                   \
      REQUEST_TEST(a_body_up_to_the_end_of_the_connection_is_whole, which),                    \
      REQUEST_TEST(an_answer_that_is_not_http_is_a_protocol_failure, which),                   \
      REQUEST_TEST(a_handler_that_refuses_a_body_ends_the_request, which),                     \
      REQUEST_TEST(a_closed_port_gives_no_connection, which),                                  \
      REQUEST_TEST(an_answer_that_does_not_come_in_time_is_a_time_out, which),                 \
      REQUEST_TEST(the_time_of_a_request_does_not_end_the_next_one, which),                    \
      REQUEST_TEST(an_aborted_request_gets_no_calls, which),                                   \
      REQUEST_TEST(a_request_that_is_aborted_before_it_is_sent_is_none, which),                \
      REQUEST_TEST(a_paused_user_gets_the_answer_when_it_reads_on, which),                     \
      REQUEST_TEST(destroying_http_ends_outstanding_requests, which)

/* For libraries that inflate. */
#define GZIP_TESTS(which)                                         \
  REQUEST_TEST(compression_is_offered_where_it_is_wanted, which), \
      REQUEST_TEST(a_compressed_answer_is_inflated_and_what_that_saves_is_counted, which)

/* Not for libcurl: it does not read a connection between requests, asks again even after a part of
 * an answer's first line, and waits for more after a 101. */
#define IDLE_TESTS(which)                                                                   \
  REQUEST_TEST(an_answer_that_nobody_asked_for_ends_the_connection, which),                 \
      REQUEST_TEST(a_kept_connection_that_ends_within_an_answer_is_not_asked_again, which), \
      REQUEST_TEST(a_malformed_answer_is_a_protocol_failure, which)

static int libraries_begin(void **state) {
  (void)state;
  return (int)http_libraries_init(NULL);
}

static int libraries_end(void **state) {
  (void)state;
  http_libraries_cleanup();
  return 0;
}

int main(void) {
  const struct CMUnitTest each_tests[] = {LIBRARY_TESTS(each)};
  const struct CMUnitTest gzip_tests[] = {GZIP_TESTS(each)};
  const struct CMUnitTest raw_tests[] = {
      IDLE_TESTS(raw), REQUEST_TEST(an_end_before_the_answer_names_a_likely_cause, raw),
      REQUEST_TEST(a_compressed_answer_that_is_cut_short_is_none, raw)};
  const struct CMUnitTest curl_tests[] = {
      REQUEST_TEST(libcurl_takes_a_compressed_answer_that_is_cut_short_for_whole, curl)};
  const struct CMUnitTest lws_tests[] = {IDLE_TESTS(lws)};
  int failed = 0;
  for (int i = 0; i < CLIENT_LIBRARY_COUNT; i++) {
    const struct client_library_traits *traits = &client_library_traits[i];
    each = (enum client_library)i;
    failed += cmocka_run_group_tests_name(traits->name, each_tests, libraries_begin, libraries_end);
    if (traits->inflates)
      failed +=
          cmocka_run_group_tests_name(traits->name, gzip_tests, libraries_begin, libraries_end);
  }
  failed += cmocka_run_group_tests_name("raw", raw_tests, libraries_begin, libraries_end);
  failed += cmocka_run_group_tests_name("curl", curl_tests, libraries_begin, libraries_end);
  return failed + cmocka_run_group_tests_name("lws", lws_tests, libraries_begin, libraries_end);
}
