/* The closed-form model, and how far a measurement may be from it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "bench/judge/model.h"
#include "bench/judge/model_drawn.h"
#include "documents/fields.h"

enum { DRAWN_PUBLISHED = 40 };

/* 100 users, 40 messages in 20 s: L = 2/s. Numbers of messages have two digits and instants
 * thirteen: with 66 bytes of data a text has 133. */
static json_t *document_of(const char *transport, const char *arrival) {
  return json_pack(
      "{s:{s:s,s:s,s:i,s:i,s:i,s:i,s:i,s:i,s:i,s:b,s:b,s:i,s:i}, s:f,s:i,s:i,s:{s:i,s:i,s:f},"
      " s:{s:f},s:{s:i,s:i,s:i,s:f,s:f},s:{s:f},s:{s:f},s:{s:f},s:{s:I,s:I,s:I},s:{s:i}}",
      "params", "transport", transport, "arrival", arrival, "interval_ms", 1000, "hold_ms", 500,
      "sse_keepalive_ms", 15000, "clients", 100, "channels", 1, "burst_messages", 10, "mss_bytes",
      1460, "batching", 1, "keep_alive", 1, "payload_bytes", 66, "warmup_s", 10, "duration_s", 20.0,
      "published", 40, "delivered", 4000, "requests", "total", 2000, "empty", 270, "empty_share",
      0.135, "latency_ns", "mean", 505e6, "bytes", "payload", 532000, "protocol_up", 40000,
      "protocol_down", 28000, "protocol_per_message", 17.0, "wire_per_message", 228.0, "server",
      "cpu_us_per_message", 20.0, "client", "cpu_s", 0.08, "age_ns", "mean", 1e9, "window",
      "start_ns", (json_int_t)1000000000000, "counted_start_ns", (json_int_t)999995000000,
      "counted_end_ns", (json_int_t)1019995000000, "counted", "received", 4000);
}

static struct model_value value_of(json_t *document, enum model_figure figure) {
  struct model model = model_of(document);
  json_decref(document);
  return model.values[figure];
}

static void assert_near(double value, double expected) {
  if (!(fabs(value - expected) <= 1e-9 * fabs(expected) + 1e-12))
    fail_msg("%.12g is not %.12g", value, expected);
}

static void a_short_poll_waits_half_its_interval_on_average(void **state) {
  (void)state;
  struct model_value value = value_of(document_of("short_poll", "poisson"), MODEL_LATENCY_MEAN_NS);
  assert_near(value.predicted, 500e6);
  assert_near(value.measured, 505e6);
  /* the slack for software, 40 us for each of 100 users, and four deviations of T / sqrt(12 *
   * 4000) */
  assert_near(value.bound, 20e6 + 4e6 + 4 * 1e9 / sqrt(12.0 * 4000));
}

/* Makes the phase a hundred times as long, so that chance leaves a share predictable. */
static json_t *lasting(json_t *document) {
  field_put(document, "duration_s", json_real(100 * field_number(document, "duration_s", 0)));
  field_put(document, "published", json_real(100 * field_number(document, "published", 0)));
  return document;
}

static json_t *singly(json_t *document) {
  json_object_set_new(json_object_get(document, "params"), "batching", json_false());
  return document;
}

/* Simulates short polls without batching as a queue: groups of messages arrive at random, and a
 * poll every second takes one message. Returns the mean wait in seconds. */
static double simulated_wait_s(double groups_per_s, int group) {
  static double arrivals[400000];
  const size_t count = sizeof arrivals / sizeof *arrivals;
  uint64_t state = 1;
  double at_s = 0, sum_s = 0, poll_s = 0;
  for (size_t i = 0; i < count; i += (size_t)group) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    at_s += -log(((double)(state >> 11) + 1) / 9007199254740993.0) / groups_per_s;
    for (size_t j = 0; j < (size_t)group; j++)
      arrivals[i + j] = at_s;
  }
  for (size_t i = 0; i < count; i++) {
    poll_s = fmax(poll_s + 1, ceil(arrivals[i]));
    sum_s += poll_s - arrivals[i];
  }
  return sum_s / (double)count;
}

static void without_batching_messages_wait_for_those_before_them(void **state) {
  (void)state;
  json_t *poisson = singly(document_of("short_poll", "poisson"));
  field_put(poisson, "published",
            json_integer(10)); /* a message every 2 s, and a poll every second */
  struct model_value value = value_of(poisson, MODEL_LATENCY_MEAN_NS);
  assert_near(value.predicted, 500e6 + 1e9 * 0.5 / (2 * 0.5));
  assert_true(isnan(value.bound));
  assert_true(fabs(value.predicted / 1e9 / simulated_wait_s(0.5, 1) - 1) < 0.02);

  json_t *bursts = singly(document_of("short_poll", "burst"));
  json_object_set_new(json_object_get(bursts, "params"), "burst_messages", json_integer(2));
  field_put(bursts, "published", json_integer(10));
  value = value_of(bursts, MODEL_LATENCY_MEAN_NS);
  assert_near(value.predicted, 500e6 + 1e9 * 1.5 / (2 * 0.5));
  assert_true(fabs(value.predicted / 1e9 / simulated_wait_s(0.25, 2) - 1) < 0.02);

  assert_true(
      isnan(value_of(singly(document_of("short_poll", "poisson")), /* more messages than polls */
                     MODEL_LATENCY_MEAN_NS)
                .predicted));
  json_t *empty = singly(document_of("short_poll", "poisson"));
  field_put(empty, "published", json_integer(10));
  assert_near(value_of(lasting(empty), MODEL_EMPTY_SHARE).predicted, 0.5);
  assert_near(
      value_of(singly(document_of("long_poll", "poisson")), MODEL_LATENCY_MEAN_NS).predicted, 0);
}

static void pushed_messages_wait_for_nothing(void **state) {
  (void)state;
  static const char *const pushes[] = {"long_poll", "sse", "websocket"};
  for (size_t i = 0; i < 3; i++) {
    struct model_value value = value_of(document_of(pushes[i], "poisson"), MODEL_LATENCY_MEAN_NS);
    assert_near(value.predicted, 0);
    assert_near(value.bound, 24e6);
  }
}

static void long_polls_with_a_pause_have_no_model(void **state) {
  (void)state;
  for (int figure = 0; figure < MODEL_FIGURES; figure++) {
    json_t *document = document_of("long_poll", "poisson");
    json_object_set_new(json_object_get(document, "params"), "pause_ms", json_integer(10));
    assert_true(isnan(value_of(document, (enum model_figure)figure).predicted));
  }
  json_t *other = document_of("sse", "poisson"); /* to which batching does not apply */
  json_object_set_new(json_object_get(other, "params"), "pause_ms", json_integer(10));
  assert_near(value_of(other, MODEL_LATENCY_MEAN_NS).predicted, 0);
}

static void a_short_poll_is_empty_as_often_as_no_event_falls_into_it(void **state) {
  (void)state;
  struct model_value random =
      value_of(lasting(document_of("short_poll", "poisson")), MODEL_EMPTY_SHARE);
  assert_near(random.predicted, exp(-2));
  assert_near(random.measured, 0.135);
  /* the slack, and four deviations for 2,000 polls */
  assert_near(random.bound, 0.03 + 4 * sqrt(exp(-2) * (1 - exp(-2)) / 2000));
  json_t *slow = document_of("short_poll", "periodic");
  field_put(slow, "published", json_integer(5)); /* a message every 4 s */
  assert_near(value_of(lasting(slow), MODEL_EMPTY_SHARE).predicted, 0.75);
  assert_near(value_of(document_of("short_poll", "periodic"), MODEL_EMPTY_SHARE).predicted, 0);
}

/* With 20 polls, chance may change the share by 0.31. */
static void figures_left_to_chance_are_not_predicted(void **state) {
  (void)state;
  struct model_value value = value_of(document_of("short_poll", "poisson"), MODEL_EMPTY_SHARE);
  assert_true(isnan(value.predicted));
  assert_true(isnan(value.bound));
  assert_near(value.measured, 0.135);
}

/* A document of the schedule that the seed draws. The model uses that schedule (test_drawn.c) if as
 * many messages were published as it has: DRAWN_PUBLISHED in this phase. */
static json_t *drawn_document(const char *transport, int published) {
  json_t *document = document_of(transport, "poisson");
  field_put(document, "params.workload", json_string("ticker"));
  field_put(document, "params.seed", json_integer(1));
  field_put(document, "params.rate_per_s", json_integer(2));
  field_put(document, "params.warmup_s", json_integer(1));
  field_put(document, "params.duration_s", json_integer(20));
  field_put(document, "published", json_integer(published));
  return document;
}

static void a_schedule_that_is_known_leaves_nothing_to_chance(void **state) {
  (void)state;
  struct drawn drawn;
  json_t *document = drawn_document("short_poll", DRAWN_PUBLISHED);
  assert_true(model_drawn(document, &drawn));
  json_decref(document);
  struct model_value latency =
      value_of(drawn_document("short_poll", DRAWN_PUBLISHED), MODEL_LATENCY_MEAN_NS);
  assert_near(latency.predicted, drawn.wait_mean_ns);
  assert_true(latency.predicted != 500e6);
  assert_near(latency.bound, 24e6); /* as for pushed messages */
  struct model_value empty =
      value_of(drawn_document("short_poll", DRAWN_PUBLISHED), MODEL_EMPTY_SHARE);
  assert_near(empty.predicted, (double)drawn.empty / (double)drawn.polls);
  assert_near(empty.bound, 0.03);
  assert_near(value_of(drawn_document("short_poll", DRAWN_PUBLISHED), MODEL_AGE_MEAN_NS).predicted,
              drawn.age_mean_ns);
}

static void another_schedule_than_the_seeds_follows_its_law(void **state) {
  (void)state;
  struct model_value latency =
      value_of(drawn_document("short_poll", DRAWN_PUBLISHED + 1), MODEL_LATENCY_MEAN_NS);
  assert_near(latency.predicted, 500e6);
}

static void a_burst_is_one_arrival(void **state) {
  (void)state;
  json_t *document = document_of("short_poll", "burst");
  struct model model = model_of(document);
  json_decref(document);
  assert_true(isnan(model.values[MODEL_EMPTY_SHARE].bound));
  assert_near(model.values[MODEL_AGE_MEAN_NS].predicted, (5 + 0.5) * 1e9);
}

static void a_long_poll_ends_with_a_message_or_its_hold(void **state) {
  (void)state;
  struct model_value requests = value_of(document_of("long_poll", "poisson"), MODEL_REQUESTS_PER_S);
  assert_near(requests.predicted, 2 / (1 - exp(-1)));
  struct model_value empty =
      value_of(lasting(document_of("long_poll", "poisson")), MODEL_EMPTY_SHARE);
  assert_near(empty.predicted, exp(-1));
  json_t *slow = document_of("long_poll", "periodic");
  field_put(slow, "published",
            json_integer(16)); /* a message every 1.25 s: two holds and a message */
  assert_near(value_of(slow, MODEL_REQUESTS_PER_S).predicted, 3 * 0.8);
  json_t *idle = document_of("long_poll", "poisson");
  field_put(idle, "published", json_integer(0));
  assert_near(value_of(idle, MODEL_REQUESTS_PER_S).predicted, 2);
}

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

static void a_poll_is_three_segments_and_a_push_two(void **state) {
  (void)state;
  enum model_figure figure = MODEL_WIRE_PER_MESSAGE_BYTES;
  assert_near(value_of(document_of("short_poll", "poisson"), figure).predicted,
              133 + polls_protocol() / 4000 + 3 * 52 * 0.5);
  assert_near(value_of(document_of("websocket", "poisson"), figure).predicted, 133 + 4 + 2 * 52);
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

static void information_is_as_old_as_messages_are_rare(void **state) {
  (void)state;
  assert_near(value_of(document_of("sse", "poisson"), MODEL_AGE_MEAN_NS).predicted, 0.5e9);
  assert_near(value_of(document_of("sse", "periodic"), MODEL_AGE_MEAN_NS).predicted, 0.25e9);
  assert_near(value_of(document_of("short_poll", "poisson"), MODEL_AGE_MEAN_NS).predicted, 1e9);
}

/* Ten users publish to each other in each of ten channels: 40 messages in each channel. */
static json_t *chat_of(const char *transport, const char *arrival) {
  json_t *document = document_of(transport, arrival);
  field_put(document, "params.workload", json_string("chat"));
  field_put(document, "channels", json_integer(10));
  field_put(document, "published", json_integer(400));
  field_put(document, "publish.requests", json_integer(400));
  field_put(document, "requests.total", json_integer(2400));
  field_put(document, "bytes.payload_up", json_integer(40000));
  return document;
}

static void requests_that_publish_are_no_polls(void **state) {
  (void)state;
  struct model_value requests = value_of(chat_of("short_poll", "poisson"), MODEL_REQUESTS_PER_S);
  assert_near(requests.measured, 1);
  assert_near(requests.predicted, 1);
  assert_near(value_of(chat_of("sse", "poisson"), MODEL_REQUESTS_PER_S).predicted, 0);
  assert_near(value_of(chat_of("short_poll", "poisson"), MODEL_EMPTY_SHARE).measured, 270 / 2000.0);
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

static void periodic_writers_have_phases_of_their_own(void **state) {
  (void)state;
  /* two messages per second by ten writers: one every 5 s by each, of which an interval is a
   * fifth */
  assert_near(value_of(lasting(chat_of("short_poll", "periodic")), MODEL_EMPTY_SHARE).predicted,
              pow(0.8, 10));
  assert_near(value_of(chat_of("sse", "periodic"), MODEL_AGE_MEAN_NS).predicted,
              10.0 / 11 / 2 * 1e9);
  assert_true(isnan(value_of(chat_of("long_poll", "periodic"), MODEL_REQUESTS_PER_S).predicted));
  json_t *held = chat_of("long_poll", "periodic");
  field_put(held, "params.hold_ms", json_integer(5000));
  assert_near(value_of(held, MODEL_REQUESTS_PER_S).predicted, 2);
}

static void a_trace_follows_no_formula(void **state) {
  (void)state;
  json_t *document = document_of("short_poll", "poisson");
  field_put(document, "params.workload", json_string("trace"));
  struct model model = model_of(document);
  json_decref(document);
  assert_near(model.values[MODEL_LATENCY_MEAN_NS].predicted, 500e6);
  assert_near(model.values[MODEL_REQUESTS_PER_S].predicted, 1);
  assert_true(isnan(model.values[MODEL_EMPTY_SHARE].predicted));
  assert_true(isnan(model.values[MODEL_WIRE_PER_MESSAGE_BYTES].predicted));
  assert_true(isnan(model.values[MODEL_AGE_MEAN_NS].predicted));
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

static void a_failed_cell_has_no_model(void **state) {
  (void)state;
  json_t *document = json_pack("{s:{s:s}}", "params", "transport", "sse");
  struct model model = model_of(document);
  for (int i = 0; i < MODEL_FIGURES; i++)
    assert_true(isnan(model.values[i].predicted) && isnan(model.values[i].bound));
  json_decref(document);
}

static void the_document_has_the_residual(void **state) {
  (void)state;
  json_t *document = document_of("short_poll", "poisson");
  struct model model = model_of(document);
  json_t *said = model_json(&model);
  assert_near(field_number(said, "latency_mean_ns.residual", NAN), 5e6);
  assert_near(field_number(said, "requests_per_s.residual", NAN), 0);
  assert_true(json_is_null(field_get(said, "age_mean_ns.bound")));
  json_decref(said);
  json_decref(document);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_short_poll_waits_half_its_interval_on_average),
      cmocka_unit_test(without_batching_messages_wait_for_those_before_them),
      cmocka_unit_test(pushed_messages_wait_for_nothing),
      cmocka_unit_test(long_polls_with_a_pause_have_no_model),
      cmocka_unit_test(a_short_poll_is_empty_as_often_as_no_event_falls_into_it),
      cmocka_unit_test(figures_left_to_chance_are_not_predicted),
      cmocka_unit_test(a_schedule_that_is_known_leaves_nothing_to_chance),
      cmocka_unit_test(another_schedule_than_the_seeds_follows_its_law),
      cmocka_unit_test(a_burst_is_one_arrival),
      cmocka_unit_test(a_long_poll_ends_with_a_message_or_its_hold),
      cmocka_unit_test(protocol_bytes_follow_from_what_is_sent),
      cmocka_unit_test(header_profiles_are_part_of_the_prediction),
      cmocka_unit_test(a_poll_is_three_segments_and_a_push_two),
      cmocka_unit_test(each_write_is_a_record_of_tls),
      cmocka_unit_test(bytes_have_no_model_where_a_connection_carries_more),
      cmocka_unit_test(compressed_texts_have_no_model),
      cmocka_unit_test(segments_have_no_model_where_a_write_has_several),
      cmocka_unit_test(a_comment_is_pushed_too),
      cmocka_unit_test(information_is_as_old_as_messages_are_rare),
      cmocka_unit_test(requests_that_publish_are_no_polls),
      cmocka_unit_test(a_post_is_three_segments_and_its_body_part_of_the_bytes),
      cmocka_unit_test(periodic_writers_have_phases_of_their_own),
      cmocka_unit_test(a_trace_follows_no_formula),
      cmocka_unit_test(a_stream_that_is_younger_than_its_comments_has_none),
      cmocka_unit_test(acknowledgements_of_fast_polls_may_ride_on_the_next_request),
      cmocka_unit_test(the_first_answer_of_a_held_poll_may_be_acknowledged_apart),
      cmocka_unit_test(a_failed_cell_has_no_model),
      cmocka_unit_test(the_document_has_the_residual),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
