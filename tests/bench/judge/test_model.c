/* The closed-form model, and how far a measurement may be from it. */
#include "tests/bench/model_made.h"

#include "bench/judge/model_drawn.h"

enum { DRAWN_PUBLISHED = 40 };

static void a_short_poll_that_missed_messages_has_no_predicted_latency(void **state) {
  (void)state;
  for (int lost = 0; lost <= 1; lost++) {
    json_t *poll = document_of("short_poll", "poisson"), *push = document_of("sse", "poisson");
    field_put(poll, "lost", json_integer(lost));
    field_put(push, "lost", json_integer(lost));
    assert_int_equal(isnan(value_of(poll, MODEL_LATENCY_MEAN_NS).predicted), lost);
    assert_near(value_of(push, MODEL_LATENCY_MEAN_NS).predicted, 0);
  }
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

/* 60 ms down and 40 up: a round trip of a tenth of a second, in which 0.2 messages come. */
static json_t *linked(const char *transport, const char *arrival) {
  json_t *document = document_of(transport, arrival);
  field_put(document, "link.down.delay_ns", json_real(60e6));
  field_put(document, "link.up.delay_ns", json_real(40e6));
  field_put(document, "link.down.jitter_ns", json_real(1e6));
  field_put(document, "link.up.jitter_ns", json_real(2e6));
  return document;
}

/* Polls that take a round trip, and messages each period: returns their mean wait in s. */
static double simulated_unasked_s(double period_s, double round_trip_s, double phase_s) {
  double poll_s = phase_s, sum_s = 0;
  const int count = 10000;
  for (int i = 0; i < count; i++) {
    while (poll_s < i * period_s)
      poll_s += round_trip_s;
    sum_s += poll_s - i * period_s;
  }
  return sum_s / count;
}

static void a_long_poll_over_more_than_a_period_waits_half_a_round_trip(void **state) {
  (void)state;
  static const double ups_ms[] = {540, 780, 1140}; /* two messages a second */
  for (size_t i = 0; i < sizeof ups_ms / sizeof *ups_ms; i++) {
    double up_ms = ups_ms[i];
    json_t *document = linked("long_poll", "periodic");
    field_put(document, "link.up.delay_ns", json_real(up_ms * 1e6));
    const struct model_value value = value_of(document, MODEL_LATENCY_MEAN_NS);
    assert_near(value.predicted, 60e6 + (up_ms + 60) * 1e6 / 2);
    for (int phase_ms = 0; phase_ms < 500; phase_ms += 30) {
      double wait_s = simulated_unasked_s(0.5, (up_ms + 60) / 1e3, phase_ms / 1e3);
      assert_true(fabs(60e6 + 1e9 * wait_s - value.predicted) <= value.bound);
    }
  }
  json_t *document = singly(linked("long_poll", "periodic"));
  field_put(document, "link.up.delay_ns", json_real(540e6));
  assert_true(isnan(value_of(document, MODEL_LATENCY_MEAN_NS).predicted));
}

static void a_link_adds_its_delay_and_a_long_poll_a_round_trip_now_and_then(void **state) {
  (void)state;
  struct model_value pushed = value_of(linked("sse", "poisson"), MODEL_LATENCY_MEAN_NS);
  assert_near(pushed.predicted, 60e6);
  assert_near(pushed.bound, 24e6 + 3e6);
  struct model_value polled = value_of(linked("short_poll", "poisson"), MODEL_LATENCY_MEAN_NS);
  assert_near(polled.predicted, 560e6);
  struct model_value held = value_of(linked("long_poll", "poisson"), MODEL_LATENCY_MEAN_NS);
  assert_near(held.predicted, 60e6 + 50e6 * 0.2 / (0.2 + exp(-0.2)));
  assert_near(held.bound, 24e6 + 3e6 + 4 * 50e6 / sqrt(40));
  struct model_value even = value_of(linked("long_poll", "periodic"), MODEL_LATENCY_MEAN_NS);
  assert_near(even.predicted, 60e6); /* half a second apart: a poll waits for each */
  json_t *lossy = linked("sse", "poisson");
  field_put(lossy, "link.up.loss", json_real(0.01));
  assert_true(isnan(value_of(json_incref(lossy), MODEL_LATENCY_MEAN_NS).predicted));
  assert_true(isnan(value_of(lossy, MODEL_WIRE_PER_MESSAGE_BYTES).predicted));
}

static void an_answer_that_leaves_at_once_carries_an_acknowledgement(void **state) {
  (void)state;
  enum model_figure wire = MODEL_WIRE_PER_MESSAGE_BYTES;
  json_t *far = linked("long_poll", "periodic"); /* away for longer than half a second */
  field_put(far, "link.up.delay_ns", json_real(540e6));
  double waiting = value_of(linked("long_poll", "periodic"), wire).predicted;
  double segment = waiting - value_of(far, wire).predicted;
  assert_near(waiting, value_of(document_of("long_poll", "periodic"), wire).predicted);
  assert_true(segment > 1); /* of each poll */
  double near = value_of(document_of("long_poll", "poisson"), wire).predicted;
  double some = near - value_of(linked("long_poll", "poisson"), wire).predicted;
  assert_near(some, -expm1(-0.2) * segment);
  assert_near(value_of(linked("sse", "periodic"), wire).predicted,
              value_of(document_of("sse", "periodic"), wire).predicted);
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

static void information_is_as_old_as_messages_are_rare(void **state) {
  (void)state;
  assert_near(value_of(document_of("sse", "poisson"), MODEL_AGE_MEAN_NS).predicted, 0.5e9);
  assert_near(value_of(document_of("sse", "periodic"), MODEL_AGE_MEAN_NS).predicted, 0.25e9);
  assert_near(value_of(document_of("short_poll", "poisson"), MODEL_AGE_MEAN_NS).predicted, 1e9);
}

static void requests_that_publish_are_no_polls(void **state) {
  (void)state;
  struct model_value requests = value_of(chat_of("short_poll", "poisson"), MODEL_REQUESTS_PER_S);
  assert_near(requests.measured, 1);
  assert_near(requests.predicted, 1);
  assert_near(value_of(chat_of("sse", "poisson"), MODEL_REQUESTS_PER_S).predicted, 0);
  assert_near(value_of(chat_of("short_poll", "poisson"), MODEL_EMPTY_SHARE).measured, 270 / 2000.0);
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
      cmocka_unit_test(a_long_poll_over_more_than_a_period_waits_half_a_round_trip),
      cmocka_unit_test(a_link_adds_its_delay_and_a_long_poll_a_round_trip_now_and_then),
      cmocka_unit_test(a_short_poll_that_missed_messages_has_no_predicted_latency),
      cmocka_unit_test(a_short_poll_waits_half_its_interval_on_average),
      cmocka_unit_test(without_batching_messages_wait_for_those_before_them),
      cmocka_unit_test(pushed_messages_wait_for_nothing),
      cmocka_unit_test(an_answer_that_leaves_at_once_carries_an_acknowledgement),
      cmocka_unit_test(long_polls_with_a_pause_have_no_model),
      cmocka_unit_test(a_short_poll_is_empty_as_often_as_no_event_falls_into_it),
      cmocka_unit_test(figures_left_to_chance_are_not_predicted),
      cmocka_unit_test(a_schedule_that_is_known_leaves_nothing_to_chance),
      cmocka_unit_test(another_schedule_than_the_seeds_follows_its_law),
      cmocka_unit_test(a_burst_is_one_arrival),
      cmocka_unit_test(a_long_poll_ends_with_a_message_or_its_hold),
      cmocka_unit_test(information_is_as_old_as_messages_are_rare),
      cmocka_unit_test(requests_that_publish_are_no_polls),
      cmocka_unit_test(periodic_writers_have_phases_of_their_own),
      cmocka_unit_test(a_trace_follows_no_formula),
      cmocka_unit_test(a_failed_cell_has_no_model),
      cmocka_unit_test(the_document_has_the_residual),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
