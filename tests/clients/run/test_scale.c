/* The processes and addresses that a run needs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "clients/run/scale.h"
#include "common/base/traits.h"

static struct client_options options;
static struct workload workload;
static struct client_addresses addresses;
static struct error error;

static void workload_set(enum workload_kind kind, int64_t clients) {
  const struct workload_plan plan = {
      .kind = (int)kind, .clients = clients, .channels = 1, .room_users = 10, .payload_bytes = 64};
  assert_int_equal(workload_make(&plan, &workload, NULL), STATUS_OK);
  options.workload = (int)kind;
  options.clients = clients;
}

static int set_up(void **state) {
  (void)state;
  error = (struct error){.text = ""};
  assert_int_equal(options_defaults(client_options_table, &options, NULL), STATUS_OK);
  options.transport = TRANSPORT_WEBSOCKET;
  workload_set(WORKLOAD_TICKER, 1000);
  addresses = (struct client_addresses){.first_user = 0};
  snprintf(addresses.target.address, sizeof addresses.target.address, "127.0.0.1");
  return 0;
}

/* --- processes --------------------------------------------------------------------- */

static void writers_need_files_of_their_own_where_they_post(void **state) {
  (void)state;
  workload_set(WORKLOAD_CHAT, 1000);
  assert_int_equal(scale_files(&options, &workload, NULL), 1000 + 3 * 16 + 64);
  options.transport = TRANSPORT_SHORT_POLL; /* every user of a room writes */
  assert_int_equal(scale_files(&options, &workload, NULL), 2000 + 3 * 32 + 64);
}

static void each_process_opens_the_files_of_its_own_users(void **state) {
  (void)state;
  options.client_processes = 3; /* 334 users, and a line to each of two others */
  assert_int_equal(scale_files(&options, &workload, NULL), 334 + 3 * 6 + 64 + 2);
}

/* With the file limit of this process. */
static enum status scaled_within(rlim_t limit) {
  struct rlimit before, lower;
  assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
  lower = (struct rlimit){.rlim_cur = 16, .rlim_max = before.rlim_max};
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &lower), 0);
  assert_true(before.rlim_max >= limit);
  enum status status = scale_processes(&options, &workload, NULL, &error);
  assert_int_equal(getrlimit(RLIMIT_NOFILE, &lower), 0);
  assert_int_equal(lower.rlim_cur, before.rlim_max); /* raised as far as it may be */
  setrlimit(RLIMIT_NOFILE, &before);
  return status;
}

static void few_users_are_of_one_process(void **state) {
  (void)state;
  assert_int_equal(scaled_within(1200), STATUS_OK);
  assert_int_equal(options.client_processes, 1);
}

static void users_beyond_the_file_limit_get_more_processes(void **state) {
  (void)state;
  struct rlimit limit;
  assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
  workload_set(WORKLOAD_TICKER, (int64_t)limit.rlim_max * 5 / 2);
  options.client_library = CLIENT_LIBRARY_RAW;
  assert_int_equal(scaled_within(16), STATUS_OK);
  assert_in_range(options.client_processes, 3, 64);
  assert_true(scale_files(&options, &workload, NULL) <= limit.rlim_max);
}

static void many_users_get_the_processors_that_there_are(void **state) {
  (void)state;
  cpu_set_t before, one;
  assert_int_equal(sched_getaffinity(0, sizeof before, &before), 0);
  workload_set(WORKLOAD_TICKER, INT64_C(2) * SCALE_USERS_OF_PROCESS);
  assert_int_equal(scaled_within(16), STATUS_OK);
  assert_int_equal(options.client_processes, CPU_COUNT(&before) > 1 ? 2 : 1);

  CPU_ZERO(&one);
  for (size_t cpu = 0; CPU_COUNT(&one) == 0; cpu++)
    if (CPU_ISSET(cpu, &before))
      CPU_SET(cpu, &one);
  assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);
  options.client_processes = 0;
  assert_int_equal(scaled_within(16), STATUS_OK);
  assert_int_equal(options.client_processes, 1);
  sched_setaffinity(0, sizeof before, &before);
}

static void a_limit_that_does_not_suffice_is_told_with_the_numbers(void **state) {
  (void)state;
  options.clients = INT64_C(1) << 40;
  assert_int_equal(scaled_within(16), STATUS_ENVIRONMENT);
  assert_non_null(strstr(error.text, "1099511627776 users need "));
  struct rlimit limit;
  assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
  workload_set(WORKLOAD_TICKER, (int64_t)limit.rlim_max * 3 / 2);
  options.client_processes = 1;
  assert_int_equal(scaled_within(16), STATUS_ENVIRONMENT);
  assert_non_null(strstr(error.text, "in each of 1 processes"));
  assert_non_null(strstr(error.text, "or --client-processes 2"));
}

static void what_only_one_process_can_do_is_refused_by_name(void **state) {
  (void)state;
  options.client_processes = 2;
  options.journal = "receipts.tsv";
  assert_int_equal(scaled_within(16), STATUS_USAGE);
  assert_non_null(strstr(error.text, "--journal"));
  options.journal = "";
  workload_set(WORKLOAD_CHAT, 1000);
  assert_int_equal(scaled_within(16), STATUS_USAGE);
  assert_non_null(strstr(error.text, "users who write are of one process"));
  options.client_processes = 0;
  assert_int_equal(scaled_within(16), STATUS_OK);
  assert_int_equal(options.client_processes, 1);
}

static void no_process_is_without_a_user(void **state) {
  (void)state;
  workload_set(WORKLOAD_TICKER, 3);
  options.client_processes = 4;
  assert_int_equal(scaled_within(16), STATUS_USAGE);
  assert_string_equal(error.text,
                      "--client-processes: 4 processes have only 3 users: at most one for each");
}

/* --- addresses ----------------------------------------------------------------------- */

static void users_share_as_many_addresses_as_their_ports_ask_for(void **state) {
  (void)state;
  assert_int_equal(scale_addresses(&options, &workload, &addresses, &error), STATUS_OK);
  assert_int_equal(addresses.first_user, 0);
  workload_set(WORKLOAD_TICKER, 100000);
  assert_int_equal(scale_addresses(&options, &workload, &addresses, &error), STATUS_OK);
  assert_int_equal(addresses.first_user, 0x7f000001);
  assert_in_range(addresses.user_count, 2, 100);
  const struct network network = {.first_address = addresses.first_user,
                                  .addresses = addresses.user_count};
  assert_int_equal(network_address(&network, 0), 0x7f000001);
  assert_int_equal(network_address(&network, addresses.user_count + 1), 0x7f000002);
}

static void addresses_that_are_named_are_kept(void **state) {
  (void)state;
  workload_set(WORKLOAD_TICKER, 100000);
  addresses.first_user = 7;
  assert_int_equal(scale_addresses(&options, &workload, &addresses, &error), STATUS_OK);
  assert_int_equal(addresses.first_user, 7);
  assert_int_equal(addresses.user_count, 0);
}

static void a_server_elsewhere_has_to_do_with_one_address(void **state) {
  (void)state;
  workload_set(WORKLOAD_TICKER, 100000);
  snprintf(addresses.target.address, sizeof addresses.target.address, "192.0.2.1");
  options.clients = 15000; /* slowly, but they can */
  assert_int_equal(scale_addresses(&options, &workload, &addresses, &error), STATUS_OK);
  assert_int_equal(addresses.first_user, 0);
  options.clients = 100000;
  assert_int_equal(scale_addresses(&options, &workload, &addresses, &error), STATUS_ENVIRONMENT);
  assert_non_null(strstr(error.text, "100000 connections to 192.0.2.1 need as many ports"));
}

static void ports_that_several_users_have_cannot_be_silenced(void **state) {
  (void)state;
  workload_set(WORKLOAD_TICKER, 100000);
  options.faults = "silence_connections@1";
  assert_int_equal(scale_addresses(&options, &workload, &addresses, &error), STATUS_USAGE);
  assert_non_null(strstr(error.text, "silence_connections"));
}

#define SCALE_TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void) {
  const struct CMUnitTest tests[] = {
      SCALE_TEST(writers_need_files_of_their_own_where_they_post),
      SCALE_TEST(each_process_opens_the_files_of_its_own_users),
      SCALE_TEST(few_users_are_of_one_process),
      SCALE_TEST(users_beyond_the_file_limit_get_more_processes),
      SCALE_TEST(many_users_get_the_processors_that_there_are),
      SCALE_TEST(a_limit_that_does_not_suffice_is_told_with_the_numbers),
      SCALE_TEST(what_only_one_process_can_do_is_refused_by_name),
      SCALE_TEST(no_process_is_without_a_user),
      SCALE_TEST(users_share_as_many_addresses_as_their_ports_ask_for),
      SCALE_TEST(addresses_that_are_named_are_kept),
      SCALE_TEST(a_server_elsewhere_has_to_do_with_one_address),
      SCALE_TEST(ports_that_several_users_have_cannot_be_silenced),
  };
  return cmocka_run_group_tests_name("scale", tests, NULL, NULL);
}
