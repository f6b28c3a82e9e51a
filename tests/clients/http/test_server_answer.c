/* The server's answers about its feeds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "clients/http/server_answer.h"

static bool stats_read(const char *text, size_t channels, struct server_answer *out) {
  static struct server_channel read[4];
  *out = (struct server_answer){.channels = read, .channel_count = channels};
  return server_answer_read_stats(text, strlen(text), out);
}

static void stats_are_read_by_channel_number(void **state) {
  (void)state;
  struct server_answer answer;
  assert_true(stats_read("{\"epoch_ns\":5,\"published\":9,\"published_until_ns\":77,\"channels\":["
                         "{\"channel\":1,\"newest\":8,\"count\":4,\"first\":5,\"last\":8},"
                         "{\"channel\":0,\"newest\":1,\"count\":0,\"first\":0,\"last\":0}]}",
                         2, &answer));
  assert_int_equal(answer.published_until_ns, 77);
  assert_int_equal(answer.channels[1].newest, 8);
  assert_int_equal(answer.channels[1].count, 4);
  assert_int_equal(answer.channels[1].first, 5);
  assert_int_equal(answer.channels[1].last, 8);
  assert_int_equal(answer.channels[0].newest, 1);
}

static void the_clock_of_a_server_is_read_where_it_is_said(void **state) {
  (void)state;
  struct server_answer answer;
  const char *rest = "\"epoch_ns\":5,\"published_until_ns\":77,\"channels\":[]}";
  static const struct {
    const char *clock;
    bool good, named;
  } cases[] = {
      {"", true, false},
      {"\"clock\":null,", true, false},
      {"\"clock\":{\"boot_id\":\"ab-c\",\"time_namespace\":41,\"now_ns\":9},", true, true},
      {"\"clock\":{\"boot_id\":\"\",\"time_namespace\":0,\"now_ns\":9},", true, true},
      {"\"clock\":{\"boot_id\":\"ab-c\",\"time_namespace\":41},", false, false},
      {"\"clock\":{\"boot_id\":7,\"time_namespace\":41,\"now_ns\":9},", false, false},
      {"\"clock\":{\"boot_id\":\"1234567890123456789012345678901234567\",\"time_namespace\":1,"
       "\"now_ns\":9},",
       false, false},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char text[256];
    snprintf(text, sizeof text, "{%s%s", cases[i].clock, rest);
    assert_int_equal(stats_read(text, 0, &answer), cases[i].good);
    if (cases[i].good)
      assert_int_equal(answer.clock_named, cases[i].named);
  }
  stats_read("{\"clock\":{\"boot_id\":\"ab-c\",\"time_namespace\":41,\"now_ns\":9},\"epoch_ns\":5,"
             "\"published_until_ns\":77,\"channels\":[]}",
             0, &answer);
  assert_string_equal(answer.clock.boot_id, "ab-c");
  assert_int_equal(answer.clock.time_namespace, 41);
  assert_int_equal(answer.clock_now_ns, 9);
}

static void a_server_with_another_number_of_channels_is_refused(void **state) {
  (void)state;
  struct server_answer answer;
  const char *one = "{\"epoch_ns\":5,\"published_until_ns\":77,\"channels\":["
                    "{\"channel\":0,\"newest\":8,\"count\":4,\"first\":5,\"last\":8}]}";
  assert_true(stats_read(one, 1, &answer));
  assert_false(stats_read(one, 2, &answer));
}

static void another_document_is_refused(void **state) {
  (void)state;
  struct server_answer answer;
  assert_false(stats_read("", 1, &answer));
  assert_false(stats_read("[]", 1, &answer));
  assert_false(
      stats_read("{\"epoch_ns\":5,\"published_until_ns\":-1,\"channels\":[]}", 0, &answer));
  assert_false(stats_read("{\"epoch_ns\":5,\"published_until_ns\":1,\"channels\":["
                          "{\"channel\":3,\"newest\":8,\"count\":4,\"first\":5,\"last\":8}]}",
                          1, &answer));
}

static void start_tells_the_epoch(void **state) {
  (void)state;
  struct server_answer answer = {.epoch_ns = 0};
  const char *text = "{\"epoch_ns\":123456789012345}";
  assert_true(server_answer_read_start(text, strlen(text), &answer));
  assert_int_equal(answer.epoch_ns, 123456789012345);
  assert_false(server_answer_read_start("{}", 2, &answer));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(stats_are_read_by_channel_number),
      cmocka_unit_test(the_clock_of_a_server_is_read_where_it_is_said),
      cmocka_unit_test(a_server_with_another_number_of_channels_is_refused),
      cmocka_unit_test(another_document_is_refused),
      cmocka_unit_test(start_tells_the_epoch),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
