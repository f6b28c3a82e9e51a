/* Recorded logs, and the lines at which others are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "common/load/trace.h"

static enum status text_read(const char *text, struct trace *out, struct error *error) {
  return trace_read(text, strlen(text), "log.csv", out, error);
}

static void a_trace_has_times_channels_and_lengths(void **state) {
  (void)state;
  struct trace trace;
  const char *text = "# recorded on a Tuesday\n\ntime_s,channel,bytes\r\n0,0,1\n"
                     "# later\n0.25,3,64\r\n0.25,1,1048576\n12.000000001,0,7";
  static const struct trace_entry expected[] = {
      {0, 0, 1}, {250000000, 3, 64}, {250000000, 1, 1048576}, {UINT64_C(12000000001), 0, 7}};
  assert_int_equal(text_read(text, &trace, NULL), STATUS_OK);
  assert_int_equal(trace.count, 4);
  assert_int_equal(trace.channels, 4);
  for (size_t i = 0; i < 4; i++) {
    assert_int_equal(trace.entries[i].offset_ns, expected[i].offset_ns);
    assert_int_equal(trace.entries[i].channel, expected[i].channel);
    assert_int_equal(trace.entries[i].bytes, expected[i].bytes);
  }
  trace_release(&trace);
}

static void a_bad_line_is_refused_with_its_number(void **state) {
  (void)state;
  static const struct {
    const char *line, *reason;
  } bad[] = {
      {"x", "the time"},
      {"-1,0,5", "the time"},
      {"1.,0,5", "the time"},
      {"1e3,0,5", "the channel"},
      {"0.1234567891,0,5", "the time"},
      {"1000001,0,5", "the time"},
      {"1", "the channel"},
      {"1,-1,5", "the channel"},
      {"1,100000,5", "the channel"},
      {"1,0", "the bytes"},
      {"1,0,0", "the bytes"},
      {"1,0,1048577", "the bytes"},
      {"1,0,5,6", "behind"},
      {" 1,0,5", "the time"},
      {"0.4,0,5", "earlier"},
      {"time_s,channel,bytes", "the time"},
  };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    char text[128] = "time_s,channel,bytes\n0.5,0,5\n";
    struct trace trace;
    struct error error = {""};
    strncat(text, bad[i].line, sizeof text - strlen(text) - 1);
    assert_int_equal(text_read(text, &trace, &error), STATUS_USAGE);
    assert_non_null(strstr(error.text, "log.csv:3: "));
    assert_non_null(strstr(error.text, bad[i].reason));
  }
}

static void a_trace_without_a_message_is_refused(void **state) {
  (void)state;
  struct trace trace;
  struct error error = {""};
  assert_int_equal(text_read("", &trace, &error), STATUS_USAGE);
  assert_int_equal(text_read("time_s,channel,bytes\n", &trace, &error), STATUS_USAGE);
  assert_non_null(strstr(error.text, "no message"));
}

static void a_file_that_is_not_there_is_named(void **state) {
  (void)state;
  struct trace trace;
  struct error error = {""};
  assert_int_equal(trace_load("/nonexistent/log.csv", &trace, &error), STATUS_USAGE);
  assert_non_null(strstr(error.text, "/nonexistent/log.csv"));
  assert_int_equal(trace_load("/", &trace, &error), STATUS_USAGE);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_trace_has_times_channels_and_lengths),
      cmocka_unit_test(a_bad_line_is_refused_with_its_number),
      cmocka_unit_test(a_trace_without_a_message_is_refused),
      cmocka_unit_test(a_file_that_is_not_there_is_named),
  };
  return cmocka_run_group_tests_name("trace", tests, NULL, NULL);
}
