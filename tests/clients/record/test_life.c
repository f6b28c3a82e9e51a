/* Counts of connections that begin, fail and end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "clients/record/life.h"
#include "common/base/clock.h"
#include "common/wire/websocket_frame.h"
#include "tests/contracts.h"

static int life_open(void **state) {
  static struct life life;
  *state = &life;
  return life_init(&life, NULL) == STATUS_OK ? 0 : -1;
}

static int life_close_all(void **state) {
  life_release(*state);
  return 0;
}

static void each_stage_is_counted_with_its_time(void **state) {
  struct life *life = *state;
  life_established(life, 100);
  life_established(life, 300);
  life_answered(life, 50);
  life_ready(life, 400);
  assert_int_equal(life->established, 2);
  assert_int_equal(life->connect.count, 2);
  assert_int_equal(life->connect.max_ns, 300);
  assert_int_equal(life->answered, 1);
  assert_int_equal(life->first_byte.max_ns, 50);
  assert_int_equal(life->ready, 1);
  assert_int_equal(life->ready_time.max_ns, 400);
}

static void close_frames_are_counted_by_code_reason_and_sender(void **state) {
  struct life *life = *state;
  life_closed(life, LIFE_BY_SERVER, "\x03\xe9", 2);
  life_closed(life, LIFE_BY_SERVER, "\x03\xe9", 2);
  life_closed(life, LIFE_BY_CLIENT, "\x03\xe9", 2);
  life_closed(life, LIFE_BY_SERVER, "\x03\xf0too slow", 10);
  assert_int_equal(life->close_count, 3);
  assert_int_equal(life->closes[0].code, CLOSE_GOING_AWAY);
  assert_int_equal(life->closes[0].count, 2);
  assert_int_equal(life->closes[2].code, CLOSE_POLICY);
  assert_string_equal(life->closes[2].reason, "too slow");
}

static void a_close_without_a_code_and_an_end_without_a_close_are_told_apart(void **state) {
  struct life *life = *state;
  life_closed(life, LIFE_BY_SERVER, "", 0);
  life_cut(life, LIFE_BY_SERVER);
  assert_int_equal(life->close_count, 2);
  assert_int_equal(life->closes[0].code, CLOSE_NO_CODE);
  assert_int_equal(life->closes[1].code, CLOSE_NO_FRAME);
}

static void a_reason_is_cut_and_made_printable(void **state) {
  struct life *life = *state;
  char payload[125] = {0x03, (char)0xe8};
  memset(payload + 2, '\n', sizeof payload - 2);
  life_closed(life, LIFE_BY_SERVER, payload, sizeof payload);
  assert_int_equal(strlen(life->closes[0].reason), LIFE_REASON_BYTES - 1);
  assert_int_equal(life->closes[0].reason[0], '?');
}

static void more_kinds_of_closes_than_are_told_apart_are_still_counted(void **state) {
  struct life *life = *state;
  for (int i = 0; i < LIFE_CLOSES_MAX + 5; i++) {
    const char payload[] = {0x0f, (char)(0xa0 + i)};
    life_closed(life, LIFE_BY_SERVER, payload, sizeof payload);
  }
  assert_int_equal(life->close_count, LIFE_CLOSES_MAX);
  assert_int_equal(life->closes_untold, 5);
}

static void an_errno_says_why_an_attempt_failed(void **state) {
  (void)state;
  assert_int_equal(life_failure_of(ECONNREFUSED), LIFE_REFUSED);
  assert_int_equal(life_failure_of(ECONNRESET), LIFE_RESET);
  assert_int_equal(life_failure_of(ECONNABORTED), LIFE_RESET);
  assert_int_equal(life_failure_of(ETIMEDOUT), LIFE_TIMEOUT);
  assert_int_equal(life_failure_of(EADDRNOTAVAIL), LIFE_NO_PORT);
  assert_int_equal(life_failure_of(EMFILE), LIFE_NO_DESCRIPTOR);
  assert_int_equal(life_failure_of(EPIPE), LIFE_RESET);
  assert_int_equal(life_failure_of(EADDRINUSE), LIFE_NO_PORT);
  assert_int_equal(life_failure_of(ENFILE), LIFE_NO_DESCRIPTOR);
  assert_int_equal(life_failure_of(EINVAL), LIFE_OTHER);
}

static void every_kind_has_a_name_of_its_own(void **state) {
  (void)state;
  for (int i = 0; i < LIFE_FAILURE_COUNT; i++)
    for (int j = 0; j < i; j++)
      assert_string_not_equal(life_failure_names[i], life_failure_names[j]);
  assert_string_equal(life_failure_names[LIFE_STATUS], "refused_by_status");
  assert_string_equal(life_end_names[LIFE_BY_SERVER], "by_server");
}

#define LIFE_TEST(name) cmocka_unit_test_setup_teardown(name, life_open, life_close_all)

static void count_unprovoked(void *life) {
  life_lost_unprovoked(life);
}

static void more_losses_provoked_than_there_were_break_a_contract(void **state) {
  (void)state;
  struct life life = {.lost = {[LIFE_RESET] = 2}, .lost_provoked = 2};
  assert_int_equal(life_lost_unprovoked(&life), 0);
  life.lost_provoked = 3;
  assert_contract_broken(count_unprovoked, &life, "life->lost_provoked <= lost");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      LIFE_TEST(each_stage_is_counted_with_its_time),
      LIFE_TEST(close_frames_are_counted_by_code_reason_and_sender),
      LIFE_TEST(a_close_without_a_code_and_an_end_without_a_close_are_told_apart),
      LIFE_TEST(a_reason_is_cut_and_made_printable),
      LIFE_TEST(more_kinds_of_closes_than_are_told_apart_are_still_counted),
      cmocka_unit_test(an_errno_says_why_an_attempt_failed),
      cmocka_unit_test(every_kind_has_a_name_of_its_own),
      cmocka_unit_test(more_losses_provoked_than_there_were_break_a_contract),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
