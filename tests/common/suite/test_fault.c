/* Faults as text, on a command line and on standard input, and texts that are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/suite/fault.h"
#include "common/suite/options.h"
#include "tests/contracts.h"

static void assert_goes_round(const char *text) {
  struct faults faults;
  struct error error = {""};
  char written[FAULTS_MAX * FAULT_TEXT_BYTES] = "";
  assert_int_equal(faults_read(text, &faults, &error), STATUS_OK);
  for (size_t i = 0; i < faults.count; i++) {
    char item[FAULT_TEXT_BYTES];
    fault_write(&faults.items[i], item);
    size_t used = strlen(written);
    snprintf(written + used, sizeof written - used, "%s%s", i > 0 ? "," : "", item);
  }
  assert_string_equal(written, text);
}

static void written_faults_read_back_the_same(void **state) {
  (void)state;
  assert_goes_round("");
  assert_goes_round("kill_server@3+1");
  assert_goes_round("kill_server@3+1,drop_connections@8*0.5,flood@12=500,refuse@14.25+0.125");
  assert_goes_round("silence_connections@1*0.25,slow_reader@4+2*1,freeze_server@7+1");
}

static void malformed_faults_are_refused_and_named(void **state) {
  (void)state;
  static const char *const texts[] = {"kill_server",
                                      "kill_server@",
                                      "kill_server@3",
                                      "kill_server@3+",
                                      "kill_server@3+1*1",
                                      "flood@3+1",
                                      "flood@3",
                                      "pigeon@3",
                                      "@3",
                                      "kill_server@3+1x",
                                      "kill_server@-3+1",
                                      "refuse@nan+1",
                                      "drop_connections@3",
                                      "slow_reader@3+1=20",
                                      ",refuse@1+1"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    struct faults faults = {.count = 7};
    struct error error = {""};
    assert_int_equal(faults_read(texts[i], &faults, &error), STATUS_USAGE);
    assert_non_null(strstr(error.text, "is no fault"));
    assert_int_equal(faults.count, 7);
  }
}

static enum status check(const char *text, double duration_s, struct error *error) {
  struct faults faults;
  assert_int_equal(faults_read(text, &faults, error), STATUS_OK);
  return faults_check(&faults, duration_s, error);
}

static void faults_follow_one_another_within_the_phase(void **state) {
  (void)state;
  struct error error = {""};
  assert_int_equal(check("kill_server@3+1,freeze_server@6+1", 10, &error), STATUS_OK);
  assert_int_equal(check("kill_server@3+1,freeze_server@3.5+1", 10, &error), STATUS_USAGE);
  assert_non_null(strstr(error.text, "freeze_server at 3.5 s overlaps with kill_server"));
  assert_int_equal(check("kill_server@6+1,freeze_server@3+1", 10, &error), STATUS_USAGE);
  assert_int_equal(check("kill_server@9.5+1", 10, &error), STATUS_USAGE);
  assert_non_null(strstr(error.text, "10.5 s"));
  assert_int_equal(check("flood@11=5", 10, &error), STATUS_USAGE);
}

static void commands_are_lines(void **state) {
  (void)state;
  const struct fault_command command = {
      .kind = FAULT_SLOW_READER, .on = true, .share = 0.25, .messages = 0};
  struct fault_command read;
  char line[FAULT_COMMAND_BYTES];
  fault_command_write(&command, line);
  assert_string_equal(line, "slow_reader on 0.25 0\n");
  assert_true(fault_command_read(line, &read));
  assert_int_equal(read.kind, FAULT_SLOW_READER);
  assert_true(read.on);
  assert_float_equal(read.share, 0.25, 0);
  assert_true(fault_command_read("flood off 1 500", &read));
  assert_false(read.on);
  assert_int_equal(read.messages, 500);
  static const char *const wrong[] = {"",          "refuse",         "refuse on", "refuse on 1",
                                      "refuse up", "refuse on 1 x",  "refuse o",  "pigeon on 1 0",
                                      "refuse ",   "refuse on 1 0 0"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    assert_false(fault_command_read(wrong[i], &read));
}

static struct fault_facts made[FAULT_KINDS];

static void check_made(void *context) {
  (void)context;
  fault_kinds_check(made);
}

static void a_kind_that_is_wrong_is_noticed(void **state) {
  (void)state;
  fault_kinds_check(fault_kinds);
  memcpy(made, fault_kinds, sizeof made);
  made[FAULT_FLOOD].actors = 0;
  assert_contract_broken(check_made, NULL, "flood: facts->actors != 0");
  made[FAULT_FLOOD] = fault_kinds[FAULT_REFUSE];
  assert_contract_broken(check_made, NULL, "refuse: strcmp(");
  made[FAULT_FLOOD] = (struct fault_facts){.name = NULL};
  assert_contract_broken(check_made, NULL, "facts->name");
  made[FAULT_FLOOD] = fault_kinds[FAULT_FLOOD];
  made[FAULT_FLOOD].words = NULL;
  assert_contract_broken(check_made, NULL, "flood: facts->words");
  made[FAULT_FLOOD].words = "flood";
  made[FAULT_FLOOD].name = "a_flood_of_twenty_eight_bytes";
  assert_contract_broken(check_made, NULL, "strlen(facts->name) + NUMBERS_BYTES_MAX < ");
  made[FAULT_FLOOD].name = "flood";
  made[FAULT_FLOOD].applies = APPLIES_TRANSPORTS;
  assert_contract_broken(check_made, NULL, "flood: facts->applies & APPLIES_ENGINES");
  made[FAULT_FLOOD] = fault_kinds[FAULT_FLOOD];
  made[FAULT_SLOW_READER].why = NULL;
  assert_contract_broken(check_made, NULL, "slow_reader: (facts->applies");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(written_faults_read_back_the_same),
      cmocka_unit_test(malformed_faults_are_refused_and_named),
      cmocka_unit_test(faults_follow_one_another_within_the_phase),
      cmocka_unit_test(commands_are_lines),
      cmocka_unit_test(a_kind_that_is_wrong_is_noticed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
