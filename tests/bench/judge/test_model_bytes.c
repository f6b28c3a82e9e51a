/* Bytes on the wire by the closed form. */
#include "tests/bench/model_made.h"

#include "bench/judge/model_bytes.h"

/* The exact texts that the client and the server of this suite exchange. */
static const char request[] =
    "GET /short_poll?channel=0&after=41 HTTP/1.1\r\nHost: 127.0.0.1:40000\r\n\r\n";
static const char head[] =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 330\r\n\r\n";
static const char brackets[] = "{\"next\":42,\"messages\":[]}";
static const char event[] = "id: 42\ndata: \n\n";

/* 270 of 2,000 polls are empty, with a length of two digits; the others share 4,000 messages, with
 * commas between them. */
static double polls_protocol(void) {
  return 2000.0 * (double)(strlen(request) + strlen(head) + strlen(brackets)) - 270 + (4000 - 1730);
}

static void protocol_bytes_follow_from_what_is_sent(void **state) {
  (void)state;
  enum model_figure figure = MODEL_PROTOCOL_PER_MESSAGE_BYTES;
  assert_near(value_of(document_of("short_poll", "poisson"), figure).predicted,
              polls_protocol() / 4000);
  assert_near(value_of(document_of("long_poll", "poisson"), figure).predicted,
              (polls_protocol() - 2000) / 4000); /* its path is shorter by a letter */
  json_t *quiet = document_of("sse", "poisson");
  field_put(quiet, "params.sse_keepalive_ms", json_integer(0));
  assert_near(value_of(quiet, figure).predicted, (double)strlen(event));
  assert_near(value_of(document_of("websocket", "poisson"), figure).predicted, 4);
}

static void header_profiles_are_part_of_the_prediction(void **state) {
  (void)state;
  json_t *heavy = document_of("short_poll", "poisson");
  field_put(heavy, "params.request_headers", json_string("quantum"));
  field_put(heavy, "params.response_headers", json_string("quantum"));
  assert_near(value_of(heavy, MODEL_PROTOCOL_PER_MESSAGE_BYTES).predicted,
              (2000.0 * (716 + 193 + (double)strlen(brackets)) + 4000 - 1730) / 4000);
}

/* 270 of the 2,000 answers are 304, and all have an ETag with two digits. */
static void a_cursor_in_an_etag_is_part_of_the_prediction(void **state) {
  (void)state;
  static const char asked[] = "GET /short_poll?channel=0 HTTP/1.1\r\nHost: 127.0.0.1:40000\r\n"
                              "If-None-Match: \"41\"\r\n\r\n";
  static const char nothing[] = "HTTP/1.1 304 Not Modified\r\nETag: \"41\"\r\n\r\n";
  json_t *document = document_of("short_poll", "poisson");
  field_put(document, "params.cursor", json_string("etag"));
  double useful = (double)(strlen(head) + strlen("ETag: \"41\"\r\n") + strlen(brackets));
  assert_near(value_of(document, MODEL_PROTOCOL_PER_MESSAGE_BYTES).predicted,
              (2000.0 * (double)strlen(asked) + 270.0 * (double)strlen(nothing) + 1730 * useful +
               (4000 - 1730)) /
                  4000);
}

/* Nine bytes for each frame; the table of a client with minimal heads leaves: one byte for each
 * of :method, :scheme and :authority, the path and the length as literals. */
static void heads_of_http_2_are_as_the_full_tables_leave_them(void **state) {
  (void)state;
  enum model_figure figure = MODEL_PROTOCOL_PER_MESSAGE_BYTES;
  json_t *document = document_of("short_poll", "poisson");
  field_put(document, "params.http_version", json_string("2"));
  double minimal = value_of(json_incref(document), figure).predicted;
  double texts = (2000.0 * (double)strlen(brackets) + (4000 - 1730)) / 4000;
  double frames = 3 * 9 * 0.5;
  double path = 0.5 * (1 + 1 + 25), others = 0.5 * (3 + 1 + 1 + 4); /* Huffman: 6 bits a letter */
  assert_true(fabs(minimal - texts - frames - path - others) < 3);
  field_put(document, "params.request_headers", json_string("browser"));
  field_put(document, "params.response_headers", json_string("typical"));
  double heavy = value_of(json_incref(document), figure).predicted;
  assert_true(heavy > minimal + 5 && heavy < minimal + 35);
  field_put(document, "params.hpack_table_bytes", json_integer(0));
  double unindexed = value_of(json_incref(document), figure).predicted;
  assert_true(unindexed > 2.5 * heavy);
  field_put(document, "params.hpack_table_bytes", json_integer(4096));
  field_put(document, "params.hpack_indexing", json_false());
  assert_true(fabs(value_of(document, figure).predicted - unindexed) < 0.15 * unindexed);
}

static void what_http_2_pushes_has_a_frame_for_each_write(void **state) {
  (void)state;
  json_t *document = document_of("websocket", "poisson");
  field_put(document, "params.http_version", json_string("2"));
  double windows = 2 * 13 * (4 + 133) / 32767.0;
  assert_near(value_of(json_incref(document), MODEL_PROTOCOL_PER_MESSAGE_BYTES).predicted,
              4 + 9 + windows);
  assert_true(value_of(json_incref(document), MODEL_WIRE_PER_MESSAGE_BYTES).predicted > 133 + 13);
  field_put(document, "params.streams_per_connection", json_integer(10)); /* segments are shared */
  assert_true(isnan(value_of(document, MODEL_WIRE_PER_MESSAGE_BYTES).predicted));
}

static void a_poll_is_three_segments_and_a_push_two(void **state) {
  (void)state;
  enum model_figure figure = MODEL_WIRE_PER_MESSAGE_BYTES;
  assert_near(value_of(document_of("short_poll", "poisson"), figure).predicted,
              133 + polls_protocol() / 4000 + 3 * 52 * 0.5);
  assert_near(value_of(document_of("websocket", "poisson"), figure).predicted, 133 + 4 + 2 * 52);
}

static void messages_that_share_a_write_share_its_segments_and_its_record(void **state) {
  (void)state;
  json_t *document = document_of("websocket", "poisson");
  field_put(document, "server.messages_per_write", json_real(4));
  assert_near(value_of(json_incref(document), MODEL_WIRE_PER_MESSAGE_BYTES).predicted,
              133 + 4 + 2 * 52 / 4.0);
  field_put(document, "params.tls", json_true());
  assert_near(value_of(document, MODEL_WIRE_PER_MESSAGE_BYTES).predicted,
              133 + 4 + 2 * 52 / 4.0 + 22 / 4.0);
}

static void each_write_is_a_record_of_tls(void **state) {
  (void)state;
  static const struct {
    const char *transport;
    double records_per_message;
  } cases[] = {{"short_poll", 1}, {"sse", 1}, {"websocket", 1}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    json_t *plain = document_of(cases[i].transport, "poisson");
    json_t *secret = document_of(cases[i].transport, "poisson");
    field_put(plain, "params.sse_keepalive_ms", json_integer(0));
    field_put(secret, "params.sse_keepalive_ms", json_integer(0));
    field_put(secret, "params.tls", json_true());
    double difference = value_of(secret, MODEL_WIRE_PER_MESSAGE_BYTES).predicted -
                        value_of(plain, MODEL_WIRE_PER_MESSAGE_BYTES).predicted;
    assert_near(difference, 22 * cases[i].records_per_message);
  }
  json_t *written = document_of("websocket", "poisson"); /* then the counted value is used */
  field_put(written, "params.tls", json_true());
  field_put(written, "params.heartbeat", json_string("text"));
  field_put(written, "bytes.tls_up", json_integer(4000));
  field_put(written, "bytes.tls_down", json_integer(8000));
  assert_near(value_of(written, MODEL_WIRE_PER_MESSAGE_BYTES).predicted, 133 + 17 + 3 + 2 * 52);
}

/* Ping, pong and the acknowledgement of the pong; their bytes are in those of the protocol. The
 * users' kernels may acknowledge the server's ping at once. Of the 4,000 messages every second one
 * meets a ping. */
static void a_ping_is_three_segments_or_four_where_the_server_pings(void **state) {
  (void)state;
  static const struct {
    const char *count;
    double segments, spread;
  } cases[] = {{"heartbeats.answered", 3, 0}, {"heartbeats.received", 3.5, 0.5}};
  for (size_t i = 0; i < 2; i++) {
    json_t *document = document_of("websocket", "poisson");
    field_put(document, "params.heartbeat", json_string("frame"));
    struct model_value quiet = value_of(json_incref(document), MODEL_WIRE_PER_MESSAGE_BYTES);
    field_put(document, cases[i].count, json_integer(2000));
    struct model_value pinged = value_of(document, MODEL_WIRE_PER_MESSAGE_BYTES);
    double more = pinged.predicted - quiet.predicted;
    assert_near(more, 0.5 * 52 * cases[i].segments);
    assert_near(pinged.bound - quiet.bound, 0.05 * more + 0.5 * 52 * cases[i].spread);
  }
}

static void bytes_have_no_model_where_a_connection_carries_more(void **state) {
  (void)state;
  static const struct {
    const char *transport, *param, *value;
  } more[] = {{"websocket", "params.heartbeat", "frame"},
              {"websocket", "params.workload", "chat"},
              {"short_poll", "params.workload", "trace"}};
  for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
    json_t *document = document_of(more[i].transport, "poisson");
    field_put(document, more[i].param, json_string(more[i].value));
    assert_true(isnan(value_of(document, MODEL_PROTOCOL_PER_MESSAGE_BYTES).predicted));
  }
  json_t *alone = document_of("short_poll", "poisson");
  field_put(alone, "params.keep_alive", json_false());
  assert_true(isnan(value_of(alone, MODEL_WIRE_PER_MESSAGE_BYTES).predicted));
  json_t *apart = document_of("websocket", "poisson");
  field_put(apart, "params.engine", json_string("civetweb"));
  field_put(apart, "params.civetweb_websocket_write", json_string("two"));
  assert_true(isnan(value_of(apart, MODEL_WIRE_PER_MESSAGE_BYTES).predicted));
  json_t *polled = document_of("short_poll", "poisson"); /* polls have no heartbeat */
  field_put(polled, "params.heartbeat", json_string("frame"));
  assert_true(value_of(polled, MODEL_WIRE_PER_MESSAGE_BYTES).predicted > 0);
}

static void compressed_texts_have_no_model(void **state) {
  (void)state;
  json_t *asked = document_of("long_poll", "poisson");
  json_t *done = document_of("websocket", "poisson");
  field_put(asked, "params.compression", json_true());
  field_put(done, "compression", json_string("permessage-deflate"));
  assert_true(isnan(value_of(asked, MODEL_PROTOCOL_PER_MESSAGE_BYTES).predicted));
  assert_true(isnan(value_of(done, MODEL_PROTOCOL_PER_MESSAGE_BYTES).predicted));
  json_t *plain = document_of("websocket", "poisson");
  json_t *saved = document_of("websocket", "poisson");
  field_put(saved, "compression", json_string("permessage-deflate"));
  field_put(saved, "bytes.saved_down", json_integer(100000));
  field_put(saved, "bytes.protocol_up", json_integer(0));
  field_put(saved, "bytes.protocol_down", json_integer(16000));
  double less = value_of(saved, MODEL_WIRE_PER_MESSAGE_BYTES).predicted;
  double all = value_of(plain, MODEL_WIRE_PER_MESSAGE_BYTES).predicted;
  assert_near(all - less, 25);
}

static void texts_of_drawn_lengths_have_a_range_and_no_model(void **state) {
  (void)state;
  json_t *equal = document_of("websocket", "poisson");
  struct text_range range = message_text_range(equal);
  /* an instant before the phase has a digit less, due_ns and sent_ns; numbers have one or two */
  assert_near(range.least_bytes, 130);
  assert_near(range.greatest_bytes, 133);
  field_put(equal, "params.payload_bytes_max", json_integer(66));
  assert_near(value_of(equal, MODEL_PROTOCOL_PER_MESSAGE_BYTES).predicted, 4);
  json_t *drawn = document_of("websocket", "poisson");
  field_put(drawn, "params.payload_bytes_max", json_integer(100));
  range = message_text_range(drawn);
  assert_near(range.least_bytes, 130);
  assert_near(range.greatest_bytes, 167);
  assert_true(isnan(value_of(drawn, MODEL_PROTOCOL_PER_MESSAGE_BYTES).predicted));
}

static void numbers_go_on_while_a_foreign_server_publishes_nothing(void **state) {
  (void)state;
  json_t *document = document_of("websocket", "poisson");
  field_put(document, "params.server", json_string("nchan"));
  field_put(document, "published", json_integer(20));
  double few = message_text_range(document).greatest_bytes;
  field_put(document, "publisher.sent", json_integer(80));
  field_put(document, "publisher.unsent", json_integer(920));
  struct text_range range = message_text_range(document);
  assert_near(range.greatest_bytes, few + 2); /* up to four digits, not two */
  assert_near(range.least_bytes, few - 1);
  json_decref(document);
}

static void segments_have_no_model_where_a_write_has_several(void **state) {
  (void)state;
  json_t *large = document_of("websocket", "poisson");
  field_put(large, "params.payload_bytes", json_integer(2000));
  field_put(large, "bytes.payload", json_integer(8268000));
  struct model model = model_of(large);
  json_decref(large);
  assert_near(model.values[MODEL_PROTOCOL_PER_MESSAGE_BYTES].predicted, 4);
  assert_true(isnan(model.values[MODEL_WIRE_PER_MESSAGE_BYTES].predicted));
  json_t *cookie = document_of("short_poll", "poisson");
  field_put(cookie, "params.request_headers", json_string("browser"));
  field_put(cookie, "params.cookie_bytes", json_integer(1000));
  assert_true(isnan(value_of(cookie, MODEL_WIRE_PER_MESSAGE_BYTES).predicted));
  json_t *thin = document_of("short_poll", "poisson");
  field_put(thin, "params.request_headers", json_string("browser"));
  field_put(thin, "params.cookie_bytes", json_integer(64));
  assert_true(value_of(thin, MODEL_WIRE_PER_MESSAGE_BYTES).predicted > 0);
}

static void a_comment_is_pushed_too(void **state) {
  (void)state;
  json_t *document = document_of("sse", "poisson");
  field_put(document, "params.sse_keepalive_ms", json_integer(500));
  double comments = (2 / (1 - exp(-1)) - 2) / 2; /* for each message */
  assert_near(value_of(document, MODEL_WIRE_PER_MESSAGE_BYTES).predicted,
              133 + (double)strlen(event) + 3 * comments + 2 * 52 * (1 + comments));
}

static void a_post_is_three_segments_and_its_body_part_of_the_bytes(void **state) {
  (void)state;
  struct model_value poll =
      value_of(chat_of("short_poll", "poisson"), MODEL_WIRE_PER_MESSAGE_BYTES);
  assert_near(poll.predicted, 160 + 3 * 52 * 0.6);
  struct model_value push = value_of(chat_of("sse", "poisson"), MODEL_WIRE_PER_MESSAGE_BYTES);
  assert_near(push.predicted, 160 + 2 * 52 + 3 * 52 * 0.1);
  assert_true(
      isnan(value_of(chat_of("websocket", "poisson"), MODEL_WIRE_PER_MESSAGE_BYTES).predicted));
}

static void a_stream_that_is_younger_than_its_comments_has_none(void **state) {
  (void)state;
  json_t *document = document_of("sse", "poisson");
  field_put(document, "params.sse_keepalive_ms", json_integer(22000));
  field_put(document, "published", json_integer(1));
  json_t *older = json_deep_copy(document);
  field_put(document, "params.warmup_s", json_real(1));
  field_put(older, "params.warmup_s", json_real(3));
  double without = value_of(document, MODEL_WIRE_PER_MESSAGE_BYTES).predicted;
  assert_true(value_of(older, MODEL_WIRE_PER_MESSAGE_BYTES).predicted > without);
}

/* Two or three segments for a poll are within the bound; fewer or more are not. */
static void acknowledgements_of_fast_polls_may_ride_on_the_next_request(void **state) {
  (void)state;
  json_t *slow = document_of("short_poll", "poisson");
  json_t *fast = json_deep_copy(slow), *crowd = json_deep_copy(slow);
  field_put(slow, "params.interval_ms", json_integer(45));
  field_put(fast, "params.interval_ms", json_integer(40));
  field_put(crowd, "params.interval_ms", json_integer(45)); /* 100 users take 5 ms to serve */
  field_put(crowd, "server.cpu_us_per_message", json_real(50 - 20));
  struct model_value of_slow = value_of(slow, MODEL_WIRE_PER_MESSAGE_BYTES);
  struct model_value of_fast = value_of(fast, MODEL_WIRE_PER_MESSAGE_BYTES);
  struct model_value of_crowd = value_of(crowd, MODEL_WIRE_PER_MESSAGE_BYTES);
  double polls = 2000 / 4000.0; /* for each message */
  assert_near(of_slow.predicted - of_fast.predicted, 52 * polls / 2);
  assert_near(of_fast.bound + 0.05 * (of_slow.predicted - of_fast.predicted) - of_slow.bound,
              52 * polls / 2);
  assert_near(of_crowd.predicted, of_fast.predicted);
}

static void the_first_answer_of_a_held_poll_may_be_acknowledged_apart(void **state) {
  (void)state;
  json_t *few = document_of("long_poll", "poisson");
  json_t *many = json_deep_copy(few);
  field_put(few, "requests.total", json_integer(50));
  field_put(few, "counted.received", json_integer(50));
  field_put(many, "requests.total", json_integer(4000));
  struct model_value of_few = value_of(few, MODEL_WIRE_PER_MESSAGE_BYTES);
  struct model_value of_many = value_of(many, MODEL_WIRE_PER_MESSAGE_BYTES);
  double shared = 52 * 2 * 0.04; /* by two messages a second, within 40 ms */
  assert_near(of_few.bound, 0.05 * of_few.predicted + shared + 52);
  assert_near(of_many.bound, 0.05 * of_many.predicted + shared + 52 * 100 / 4000.0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(protocol_bytes_follow_from_what_is_sent),
      cmocka_unit_test(header_profiles_are_part_of_the_prediction),
      cmocka_unit_test(a_poll_is_three_segments_and_a_push_two),
      cmocka_unit_test(messages_that_share_a_write_share_its_segments_and_its_record),
      cmocka_unit_test(each_write_is_a_record_of_tls),
      cmocka_unit_test(a_ping_is_three_segments_or_four_where_the_server_pings),
      cmocka_unit_test(a_cursor_in_an_etag_is_part_of_the_prediction),
      cmocka_unit_test(heads_of_http_2_are_as_the_full_tables_leave_them),
      cmocka_unit_test(what_http_2_pushes_has_a_frame_for_each_write),
      cmocka_unit_test(bytes_have_no_model_where_a_connection_carries_more),
      cmocka_unit_test(compressed_texts_have_no_model),
      cmocka_unit_test(texts_of_drawn_lengths_have_a_range_and_no_model),
      cmocka_unit_test(numbers_go_on_while_a_foreign_server_publishes_nothing),
      cmocka_unit_test(segments_have_no_model_where_a_write_has_several),
      cmocka_unit_test(a_comment_is_pushed_too),
      cmocka_unit_test(a_post_is_three_segments_and_its_body_part_of_the_bytes),
      cmocka_unit_test(a_stream_that_is_younger_than_its_comments_has_none),
      cmocka_unit_test(acknowledgements_of_fast_polls_may_ride_on_the_next_request),
      cmocka_unit_test(the_first_answer_of_a_held_poll_may_be_acknowledged_apart),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
