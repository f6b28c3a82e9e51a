/* Figures from counts: every quotient, and figures that are not measured. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "bench/judge/arithmetic.h"

/* Prime numbers, so that no two quotients are equal. */
static struct arithmetic_input whole_input(void) {
  return (struct arithmetic_input){
      .users = 7,
      .time_scale = 3,
      .phase_s = 11,
      .published = 13,
      .expected = 89,
      .lost = 5,
      .watched_s = 38.5,
      .threads_peak = 17,
      .handed_out = 23,
      .writes = 13,
      .radio_wakeups = 47,
      .counted_start_ns = 999e6,
      .counted_end_ns = 11004e6,
      .counts = {.seconds = 10,
                 .received = 19,
                 .requests = 97,
                 .answered = 71,
                 .empty = 29,
                 .payload = 2003,
                 .data = 1009,
                 .payload_up = 101,
                 .protocol_up = 307,
                 .protocol_down = 401,
                 .head_up = 211,
                 .head_down = 223,
                 .saved_up = 31,
                 .saved_down = 37,
                 .tls_up = 41,
                 .tls_down = 43,
                 .wire_up = 5003,
                 .wire_down = 7001},
      .before = {.known = true, .rss_bytes = 1000003},
      .start = {.known = true,
                .at_ns = 1000000000,
                .cpu_s = 0.25,
                .rss_bytes = 1,
                .sockets = 9,
                .context_switches = 100},
      .end = {.known = true,
              .at_ns = 11000000000,
              .cpu_s = 0.345,
              .rss_bytes = 1700003,
              .sockets = 8,
              .context_switches = 153},
  };
}

static void assert_value(const char *name, double value, double expected) {
  bool same = isnan(expected) ? isnan(value) : fabs(value - expected) <= 1e-12 * fabs(expected);
  if (!same)
    fail_msg("%s is %.15g, not %.15g", name, value, expected);
}

/* A member for each figure, so that a new figure does not compile without one. */
struct expected {
#define EXPECTED_MEMBER(name, figure) double name;
  ARITHMETIC_FIGURES(EXPECTED_MEMBER)
#undef EXPECTED_MEMBER
};

static void assert_all(const struct arithmetic *made, const struct expected *expected) {
#define EXPECT(name, figure) assert_value(#name, made->name, expected->name);
  ARITHMETIC_FIGURES(EXPECT)
#undef EXPECT
}

static void every_figure_is_its_quotient(void **state) {
  (void)state;
  const struct arithmetic_input input = whole_input();
  const struct arithmetic made = arithmetic_of(&input);
  const double counted_hours = 7 * 3 * 10 / 3600.0;
  const struct expected expected = {
      .requests_per_message = 97 / 19.0,
      .empty_per_message = 29 / 19.0,
      .useful_per_message = 68 / 19.0,
      .empty_share = 29 / 71.0,
      .requests_per_s = 9.7,
      .requests_per_user_hour = 97 / counted_hours,
      .text_per_message = 2104 / 19.0,
      .envelope_per_message = 994 / 19.0,
      .saved_per_message = 68 / 19.0,
      .payload_per_message = 2036 / 19.0,
      .protocol_per_message = 708 / 19.0,
      .tls_per_message = 84 / 19.0,
      .tcpip_per_message = 9176 / 19.0, /* 12004 - 2036 - 708 - 84 */
      .wire_per_message = 12004 / 19.0,
      .protocol_per_s = 70.8,
      .head_per_s = 43.4,
      .wire_per_s = 1200.4,
      .wire_per_user_hour = 12004 / counted_hours,
      .idle_wire_per_user_hour = NAN,
      .watched_share = 0.5,
      .cpu_s = 0.345 - 0.25,
      .cpu_window_s = 10,
      .cpu_window_apart_s = 0.005, /* 1 ms after the begin of the counts, 4 ms before their end */
      .cpu_us_per_message = 5000,
      .cpu_ms_per_user_hour = 95 / counted_hours,
      .radio_wakeups_per_user_hour = 47 / (7 * 3 * 11 / 3600.0),
      .context_switches = 53,
      .connections_held = 9,
      .rss_start_bytes = 1000003,
      .rss_end_bytes = 1700003,
      .rss_growth_per_user_bytes = 100000,
      .lost_share = 5 / 89.0,
      .threads_per_client = 17 / 7.0,
      .messages_per_write = 23 / 13.0,
  };
  assert_all(&made, &expected);
}

/* The parts add up to the bytes of a message. */
static void the_parts_of_a_messages_wire_bytes_are_all_of_them(void **state) {
  (void)state;
  const struct arithmetic_input input = whole_input();
  const struct arithmetic made = arithmetic_of(&input);
  assert_value("sum",
               made.payload_per_message + made.protocol_per_message + made.tls_per_message +
                   made.tcpip_per_message,
               made.wire_per_message);
}

/* Short polls receive messages in the phase that were due before it. The test fails if bytes are
 * divided by other messages than those whose bytes were counted. */
static void only_messages_received_while_bytes_were_counted_divide_them(void **state) {
  (void)state;
  struct arithmetic_input input = whole_input();
  input.published = 1000;
  const double of_19 = arithmetic_of(&input).wire_per_message;
  input.counts.received = 38;
  assert_value("wire", arithmetic_of(&input).wire_per_message, of_19 / 2);
  assert_value("cpu", arithmetic_of(&input).cpu_us_per_message, 2500);
}

static void without_messages_there_are_no_figures_per_message(void **state) {
  (void)state;
  struct arithmetic_input input = whole_input();
  input.counts.received = 0;
  input.published = 0;
  const struct arithmetic made = arithmetic_of(&input);
  assert_value("wire", made.wire_per_message, NAN);
  assert_value("cpu", made.cpu_us_per_message, NAN);
  assert_value("envelope", made.envelope_per_message, NAN);
  assert_value("idle", made.idle_wire_per_user_hour, 12004 / (7 * 3 * 10 / 3600.0));
}

static void unmeasured_counts_give_no_figure(void **state) {
  (void)state;
  struct arithmetic_input input = whole_input();
  input.end.known = false;
  struct arithmetic made = arithmetic_of(&input);
  assert_value("cpu_s", made.cpu_s, NAN);
  assert_value("cpu", made.cpu_us_per_message, NAN);
  assert_value("hour", made.cpu_ms_per_user_hour, NAN);
  assert_value("memory", made.rss_end_bytes, NAN);
  assert_value("growth", made.rss_growth_per_user_bytes, NAN);
  assert_value("before", made.rss_start_bytes, 1000003);
  assert_value("wire", made.wire_per_message, 12004 / 19.0);

  input = whole_input();
  input.counts.wire_up = NAN; /* no sockets */
  input.counts.tls_up = NAN;
  made = arithmetic_of(&input);
  assert_value("wire", made.wire_per_message, NAN);
  assert_value("tcpip", made.tcpip_per_message, NAN);
  assert_value("empty", made.empty_share, 29 / 71.0);
  assert_value("tls", made.tls_per_message, 43 / 19.0);

  input = whole_input();
  input.end.context_switches = 99; /* threads ended, and their counts with them */
  assert_value("switches", arithmetic_of(&input).context_switches, NAN);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_figure_is_its_quotient),
      cmocka_unit_test(the_parts_of_a_messages_wire_bytes_are_all_of_them),
      cmocka_unit_test(only_messages_received_while_bytes_were_counted_divide_them),
      cmocka_unit_test(without_messages_there_are_no_figures_per_message),
      cmocka_unit_test(unmeasured_counts_give_no_figure),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
