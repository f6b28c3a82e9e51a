/* The machine of a run, and the programs' versions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "bench/measure/machine.h"
#include "bench/measure/versions.h"

static void every_fact_is_there_if_only_as_null(void **state) {
  (void)state;
  static const char *const names[] = {"kernel",           "cpu",
                                      "cpus_online",      "cpus_allowed",
                                      "cpu_of_server",    "cpu_of_client",
                                      "cpu_governor",     "cpus_of_server_core",
                                      "cpu_quota",        "hypervisor",
                                      "clock_source",     "memory_bytes",
                                      "load_average",     "files_soft",
                                      "files_hard",       "environment_set",
                                      "environment_kept", "environment_left_out",
                                      "sysctls",          "mitigations"};
  json_t *machine = machine_json();
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (!json_object_get(machine, names[i]))
      fail_msg("%s is missing", names[i]);
  assert_true(json_is_string(json_object_get(machine, "kernel")));
  assert_true(json_is_object(json_object_get(machine, "sysctls")));
  json_decref(machine);
}

/* Checks the reported soft limit of files while this limit is set. */
static void assert_limit(const struct rlimit *limit, json_int_t said) {
  assert_int_equal(setrlimit(RLIMIT_NOFILE, limit), 0);
  json_t *machine = machine_json();
  assert_int_equal(json_integer_value(json_object_get(machine, "files_soft")), said);
  json_decref(machine);
}

static void a_limit_is_the_kernels_number(void **state) {
  (void)state;
  struct rlimit before;
  assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
  for (rlim_t files = 64; files <= 65; files++)
    assert_limit(&(struct rlimit){.rlim_cur = files, .rlim_max = before.rlim_max},
                 (json_int_t)files);
  setrlimit(RLIMIT_NOFILE, &before);
}

static void a_setting_that_cannot_be_read_is_null(void **state) {
  (void)state;
  json_t *known = sysctl_json("kernel.ostype"), *unknown = sysctl_json("kernel.no_such_setting");
  assert_string_equal(json_string_value(known), "Linux");
  assert_true(json_is_null(unknown));
  json_decref(known);
  json_decref(unknown);
}

static void a_program_that_is_not_there_has_no_version(void **state) {
  (void)state;
  json_t *versions = versions_json("/nowhere/server", "/bin/true", &(struct build){"", 0});
  assert_true(json_is_null(json_object_get(versions, "server")));
  assert_true(json_is_null(json_object_get(versions, "client")) ||
              json_is_string(json_object_get(versions, "client")));
  assert_true(json_is_null(json_object_get(versions, "commit")));
  assert_true(json_is_null(json_object_get(versions, "tree")));
  json_decref(versions);
}

static void a_run_names_the_commit_that_was_built(void **state) {
  (void)state;
  json_t *versions = versions_json("/nowhere", "/nowhere", &(struct build){"6bd2f3c5", 2});
  assert_string_equal(json_string_value(json_object_get(versions, "commit")), "6bd2f3c5");
  assert_string_equal(json_string_value(json_object_get(versions, "tree")), "2 files differ");
  json_decref(versions);
}

/* Another file of any program is another build. */
static void programs_have_a_checksum(void **state) {
  (void)state;
  static const char *const clients[] = {"/bin/true", "/bin/true", "/bin/cat"};
  char sums[3][32];
  for (size_t i = 0; i < 3; i++) {
    json_t *versions = versions_json("/bin/cat", clients[i], &(struct build){"", 0});
    const char *sum = json_string_value(json_object_get(versions, "checksum"));
    assert_non_null(sum);
    snprintf(sums[i], sizeof sums[i], "%s", sum);
    json_decref(versions);
  }
  assert_int_equal(strlen(sums[0]), 16);
  assert_string_equal(sums[0], sums[1]);
  assert_string_not_equal(sums[0], sums[2]);
  json_t *versions = versions_json("/bin/cat", "/nowhere", &(struct build){"", 0});
  assert_true(json_is_null(json_object_get(versions, "checksum")));
  json_decref(versions);
}

static void what_passes_is_no_part_of_a_machine(void **state) {
  (void)state;
  static const char *const passing[] = {"load_average", "files_soft", "environment_left_out"};
  json_t *machine = machine_json();
  size_t before = json_object_size(machine);
  machine_trim(machine);
  for (size_t i = 0; i < 3; i++)
    assert_null(json_object_get(machine, passing[i]));
  assert_int_equal(json_object_size(machine), before - 3);
  json_decref(machine);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_fact_is_there_if_only_as_null),
      cmocka_unit_test(a_limit_is_the_kernels_number),
      cmocka_unit_test(a_setting_that_cannot_be_read_is_null),
      cmocka_unit_test(a_program_that_is_not_there_has_no_version),
      cmocka_unit_test(a_run_names_the_commit_that_was_built),
      cmocka_unit_test(programs_have_a_checksum),
      cmocka_unit_test(what_passes_is_no_part_of_a_machine),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
