/* What a try has found: the table, JSON, and one line. */
#include "bench/try/try_table.h"

#include <math.h>
#include <stdlib.h>

#include "tests/bench/says.h"

static struct target_description description = {.name = (char[]){"made"}};

static const struct try_result two = {.transports = {
                                          [TRANSPORT_SSE] = {.tried = true,
                                                             .works = true,
                                                             .messages = TALK_MESSAGES,
                                                             .twice = 1,
                                                             .unanswered = 2,
                                                             .first_latency_ns = 1234567,
                                                             .up_bytes = 0,
                                                             .down_bytes = 77,
                                                             .envelope_bytes = 25},
                                          [TRANSPORT_WEBSOCKET] = {.tried = true,
                                                                   .failure = "open: HTTP 404",
                                                                   .hint = "is \"url\" right?",
                                                                   .first_latency_ns = NAN,
                                                                   .up_bytes = NAN,
                                                                   .down_bytes = 5,
                                                                   .envelope_bytes = NAN},
                                      }};

static char *table(const struct try_result *result) {
  char *text;
  size_t bytes;
  FILE *out = open_memstream(&text, &bytes);
  assert_non_null(out);
  try_table_write(out, &description, result);
  assert_int_equal(fclose(out), 0);
  return text;
}

static void a_row_stands_for_each_transport_that_was_tried(void **state) {
  (void)state;
  char *text = table(&two);
  assert_string_equal(
      text, "transport   works  first latency   up/message  down/message  envelope/message\n"
            "sse         yes          1.23 ms          0 B        77.0 B            25.0 B\n"
            "            1 message came more than once\n"
            "            2 requests to publish had no answer\n"
            "websocket   no                 –            –             –                 –\n"
            "made: 1 of 2 does not work: see above\n");
  free(text);
}

static void where_all_works_that_is_said(void **state) {
  (void)state;
  struct try_result one = two;
  one.transports[TRANSPORT_WEBSOCKET].tried = false;
  char *text = table(&one);
  assert_ends(text, "made: all that was tried works\n");
  free(text);
}

static void json_has_the_same(void **state) {
  (void)state;
  json_t *document = try_json(&description, &two);
  const json_t *transports = json_object_get(document, "transports");
  const json_t *sse = json_object_get(transports, "sse");
  const json_t *websocket = json_object_get(transports, "websocket");
  assert_string_equal(json_string_value(json_object_get(document, "target")), "made");
  assert_true(json_is_null(json_object_get(document, "failure")));
  assert_int_equal(json_object_size(transports), 2);
  assert_true(json_is_true(json_object_get(sse, "works")));
  assert_true(json_is_null(json_object_get(sse, "failure")));
  assert_int_equal(json_integer_value(json_object_get(sse, "messages")), 3);
  assert_int_equal(json_integer_value(json_object_get(sse, "twice")), 1);
  assert_int_equal(json_integer_value(json_object_get(sse, "unanswered")), 2);
  assert_float_equal(json_number_value(json_object_get(sse, "first_latency_ns")), 1234567, 0.5);
  assert_float_equal(json_number_value(json_object_get(sse, "envelope_bytes_per_message")), 25, 0);
  assert_true(json_is_false(json_object_get(websocket, "works")));
  assert_string_equal(json_string_value(json_object_get(websocket, "failure")), "open: HTTP 404");
  assert_string_equal(json_string_value(json_object_get(websocket, "hint")), "is \"url\" right?");
  assert_true(json_is_null(json_object_get(websocket, "first_latency_ns")));
  json_decref(document);
}

static void one_line_names_what_does_not_work(void **state) {
  (void)state;
  struct try_result more = two;
  char text[128];
  try_reason(&more, text, sizeof text);
  assert_string_equal(text, "websocket: open: HTTP 404");
  more.transports[TRANSPORT_LONG_POLL] =
      (struct try_transport){.tried = true, .failure = "poll: timed out"};
  try_reason(&more, text, sizeof text);
  assert_string_equal(text, "long_poll: poll: timed out; websocket: open: HTTP 404");
  more = (struct try_result){.failure = "the server ended"};
  try_reason(&more, text, sizeof text);
  assert_string_equal(text, "the server ended");
  more = (struct try_result){.failure = ""};
  try_reason(&more, text, sizeof text);
  assert_string_equal(text, "");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_row_stands_for_each_transport_that_was_tried),
      cmocka_unit_test(where_all_works_that_is_said),
      cmocka_unit_test(json_has_the_same),
      cmocka_unit_test(one_line_names_what_does_not_work),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
