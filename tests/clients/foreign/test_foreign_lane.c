/* A user's connection for requests, on HTTP without a network. */
#include "tests/clients/fixture_http.h"

#include <stdlib.h>

#include "clients/foreign/foreign_lane.h"
#include "common/base/clock.h"
#include "tests/contracts.h"

enum { OK = 200 };

static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n";
static const char stream_head[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";

static struct made_http made;
static struct http *http;
static struct foreign_lane lane;
static struct made_connection *connection; /* once a request was sent */
static char told[1024];                    /* what the lane has told, a line each */
static bool aborts;                        /* the owner aborts the lane at the next event */

__attribute__((format(printf, 1, 2))) static void note(const char *format, ...) {
  size_t used = strlen(told);
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(told + used, sizeof told - used, format, arguments);
  va_end(arguments);
}

static void lane_head(void *owner, const char *bytes, size_t count) {
  (void)owner;
  note("head %.*s\n", (int)(strcspn(bytes, "\r") < count ? strcspn(bytes, "\r") : count), bytes);
}

static void lane_opened(void *owner, struct foreign_lane *of,
                        const struct protocol_answer *answer) {
  (void)owner;
  assert_ptr_equal(of, &lane);
  note("opened %d\n", answer->code);
}

static void lane_event(void *owner, struct foreign_lane *of, const struct protocol_event *event,
                       uint64_t receipt_ns) {
  (void)owner;
  note("event %s %s '%.*s' at %d\n", event->name, event->id, (int)event->data_bytes, event->data,
       (int)receipt_ns);
  if (aborts)
    foreign_lane_abort(of);
}

static void lane_ended(void *owner, struct foreign_lane *of) {
  const struct protocol_answer answer = foreign_lane_answer(of);
  (void)owner;
  int shown = answer.code ? (int)answer.body_bytes : 0;
  note("ended %d '%s' '%.*s'%s %s\n", answer.code, answer.failure, shown, answer.body,
       of->unconnected ? " unconnected" : "", life_failure_names[of->kind]);
}

static const struct foreign_lane_handler handler = {
    .head = lane_head, .opened = lane_opened, .event = lane_event, .ended = lane_ended};

static int set_up(void **state) {
  (void)state;
  http = made_http_open(&made);
  told[0] = '\0';
  aborts = false;
  connection = &made.connections[0];
  foreign_lane_init(&lane, &handler, NULL, PROTOCOL_RECEIVES);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  foreign_lane_release(&lane);
  return 0;
}

static void send_request(const struct protocol_request *request, bool streams) {
  const struct foreign_lane_sent sent = {.http = http,
                                         .lines = "X-Key: 1\r\n",
                                         .cookies = "sid=8a",
                                         .request = request,
                                         .streams = streams};
  foreign_lane_send(&lane, &sent);
}

static void get(bool streams) {
  const struct protocol_request request = {.target = "/a?b=c", .timeout_ns = NS_PER_S + 1};
  send_request(&request, streams);
}

#define assert_told(expected)            \
  do {                                   \
    assert_string_equal(told, expected); \
    told[0] = '\0';                      \
  } while (0)

static void a_request_has_all_its_lines(void **state) {
  (void)state;
  static const struct protocol_header headers[] = {{"Accept", "text/plain"}};
  const struct protocol_request request = {.method = "PUT",
                                           .target = "/a",
                                           .headers = headers,
                                           .header_count = 1,
                                           .body = "xyz",
                                           .body_bytes = 2,
                                           .timeout_ns = 1};
  send_request(&request, false);
  assert_string_equal(connection->method, "PUT");
  assert_string_equal(connection->path, "/a");
  assert_string_equal(connection->body, "xy");
  assert_string_equal(connection->lines, "X-Key: 1\r\nAccept: text/plain\r\nCookie: sid=8a\r\n");
  assert_int_equal(connection->timeout_ms, 1); /* rounded up: 0 is no bound */
}

static void only_what_changes_nothing_may_be_repeated(void **state) {
  (void)state;
  static const struct {
    const char *method;
    bool once;
  } cases[] = {{NULL, false}, {"GET", false}, {"HEAD", false}, {"POST", true}, {"DELETE", true}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const struct protocol_request request = {.method = cases[i].method, .target = "/"};
    send_request(&request, false);
    assert_int_equal(connection->once, cases[i].once);
    made_complete(connection, OK);
  }
}

static void an_answer_is_told_when_it_has_ended(void **state) {
  (void)state;
  get(false);
  assert_string_equal(connection->method, "GET");
  assert_int_equal(connection->timeout_ms, 1001);
  connection->handler->head(connection->owner, OK, head, strlen(head));
  assert_true(made_body(connection, "bo", 1));
  assert_true(made_body(connection, "dy", 2));
  assert_told("head HTTP/1.1 200 OK\n");
  made_complete(connection, OK);
  assert_told("ended 200 '' 'body' refused_by_status\n");
  assert_int_equal(lane.receipt_ns, 2);
  get(false); /* the next one begins with nothing of it */
  made_complete(connection, 204);
  assert_told("ended 204 '' '' refused_by_status\n");
}

static void a_failure_says_whether_there_was_a_connection(void **state) {
  (void)state;
  get(false);
  made_break(connection, LIFE_TIMEOUT);
  assert_told("ended 0 'broken' '' timeout\n");
  get(false);
  made_refuse(connection);
  assert_told("ended 0 'refused' '' unconnected refused\n");
}

static void events_are_told_as_they_come(void **state) {
  (void)state;
  get(true);
  connection->handler->head(connection->owner, OK, stream_head, strlen(stream_head));
  assert_told("head HTTP/1.1 200 OK\nopened 200\n");
  assert_true(made_body(connection, "id: 7\nevent: a\nda", 1));
  assert_told("");
  assert_true(made_body(connection, "ta: x\n\ndata: y\n\n", 2));
  assert_told("event a 7 'x' at 2\nevent message 7 'y' at 2\n");
  made_complete(connection, OK); /* a stream that ends is over */
  assert_told("ended 200 '' '' closed\n");
}

static void an_answer_in_the_place_of_a_stream_is_told_as_one(void **state) {
  (void)state;
  get(true);
  connection->handler->head(connection->owner, OK, head, strlen(head));
  assert_true(made_body(connection, "data: x\n\n", 1));
  made_complete(connection, OK);
  assert_told("head HTTP/1.1 200 OK\nended 200 '' 'data: x\n\n' refused_by_status\n");
}

static void a_flood_is_broken_off_and_said(void **state) {
  (void)state;
  enum { PIECE = 1 << 20, PIECES = 64 };
  char *piece = malloc(PIECE);
  int taken = 0;
  memset(piece, 'x', PIECE);
  get(false);
  while (taken < 2 * PIECES && connection->handler->body(connection->owner, piece, PIECE, 1))
    taken++;
  assert_int_equal(taken, PIECES - 1); /* there is a NUL behind it */
  made_break(connection, LIFE_PROTOCOL);
  assert_told("ended 0 'its answer has more than 64 MiB' '' protocol\n");
  get(true);
  connection->handler->head(connection->owner, OK, stream_head, strlen(stream_head));
  told[0] = '\0';
  for (taken = 0; taken < 8 && connection->handler->body(connection->owner, piece, PIECE, 1);)
    taken++;
  assert_int_equal(taken, 2);
  made_break(connection, LIFE_PROTOCOL);
  assert_told("ended 0 'a line or an event of the stream has more than 2 MiB' '' protocol\n");
  free(piece);
}

static void an_owner_may_abort_within_an_event(void **state) {
  (void)state;
  get(true);
  connection->handler->head(connection->owner, OK, stream_head, strlen(stream_head));
  told[0] = '\0';
  aborts = true;
  made_body(connection, "data: x\n\ndata: y\n\n", 1);
  assert_told("event message  'x' at 1\n");
  assert_int_equal(connection->aborts, 1);
  assert_false(lane.under_way);
}

static void without_memory_a_request_ends_at_once(void **state) {
  (void)state;
  made.refuses = true;
  get(false);
  assert_told("ended 0 'no memory for the request' '' unconnected other\n");
}

static void two_at_a_time(void *context) {
  (void)context;
  get(false);
  get(false);
}

static void one_request_at_a_time_is_a_contract(void **state) {
  (void)state;
  assert_contract_broken(two_at_a_time, NULL, "!lane->under_way && !lane->ended");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_request_has_all_its_lines),
      TEST(only_what_changes_nothing_may_be_repeated),
      TEST(an_answer_is_told_when_it_has_ended),
      TEST(a_failure_says_whether_there_was_a_connection),
      TEST(events_are_told_as_they_come),
      TEST(an_answer_in_the_place_of_a_stream_is_told_as_one),
      TEST(a_flood_is_broken_off_and_said),
      TEST(an_owner_may_abort_within_an_event),
      TEST(without_memory_a_request_ends_at_once),
      TEST(one_request_at_a_time_is_a_contract),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
