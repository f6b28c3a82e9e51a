/* The parameters of both programs: the ranges, the defaults, and which cells heed them, that
 * experiments rely on. What is new need not be here; what is here does not change unnoticed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/traits.h"
#include "common/suite/client_options.h"
#include "common/suite/server_options.h"
#include "tests/contracts.h"

/* `cells`: a bit for each engine and transport, lws's short polls the highest. */
struct expected {
  const char *name;
  double minimum, maximum; /* 0 of what is no number */
  const char *fallback;
  unsigned cells;
};

static const struct expected of_server[] = {
    {"engine", 0, 0, "lws", 0xfff},
    {"listen", 0, 0, "127.0.0.1:0", 0xff0},
    {"journal", 0, 0, "", 0xfff},
    {"commands", 0, 0, "off", 0xff0},
    {"workload", 0, 0, "ticker", 0xfff},
    {"room_users", 1, 100000, "10", 0xff0},
    {"editors", 1, 100000, "3", 0xff0},
    {"trace", 0, 0, "", 0xfff},
    {"rate_per_s", 0, 1000000, "10", 0xfff},
    {"arrival", 0, 0, "periodic", 0xfff},
    {"burst_messages", 1, 100000, "10", 0xfff},
    {"seed", 0, 9007199254740991, "1", 0xfff},
    {"payload_kind", 0, 0, "pattern", 0xfff},
    {"payload_bytes", 1, 1048576, "64", 0xfff},
    {"channels", 1, 100000, "1", 0xfff},
    {"history_messages", 1, 1048576, "1024", 0xfff},
    {"publish_start", 0, 0, "now", 0xfff},
    {"hold_ms", 1, 3600000, "30000", 0x444},
    {"batching", 0, 0, "on", 0xccc},
    {"sse_keepalive_ms", 0, 3600000, "15000", 0x222},
    {"heartbeat", 0, 0, "off", 0x110},
    {"heartbeat_by", 0, 0, "client", 0x110},
    {"heartbeat_interval_ms", 1, 3600000, "30000", 0x110},
    {"heartbeat_timeout_ms", 1, 3600000, "10000", 0x110},
    {"response_headers", 0, 0, "minimal", 0xeee},
    {"keep_alive", 0, 0, "on", 0xcc0},
    {"keep_alive_timeout_ms", 1000, 3600000, "75000", 0xcc0},
    {"tcp_nodelay", 0, 0, "on", 0xff0},
    {"mss_bytes", 0, 65495, "1460", 0xff0},
    {"send_buffer_bytes", 0, 16777216, "0", 0xff0},
    {"compression", 0, 0, "off", 0xdc0},
    {"tls", 0, 0, "off", 0xff0},
    {"tls_certificate", 0, 0, "", 0xff0},
    {"tls_key", 0, 0, "", 0xff0},
    {"tls_resume", 0, 0, "on", 0xff0},
    {"tcp_user_timeout_ms", 0, 3600000, "0", 0xff0},
    {"backlog_bytes", 0, 1073741824, "1048576", 0xfff},
    {"backlog_policy", 0, 0, "drop_oldest", 0x330},
    {"civetweb_threads", 1, 30000, "256", 0x0f0},
    {"civetweb_websocket_write", 0, 0, "one", 0x010},
    {"write_timeout_ms", 100, 3600000, "30000", 0x0f0},
    {"transport", 0, 0, "websocket", 0xfff},
    {"clients", 1, 100000, "100", 0xfff},
    {"interval_ms", 1, 3600000, "1000", 0x888},
    {"warmup_s", 0, 3600, "1", 0xfff},
    {"duration_s", 0.10000000000000001, 86400, "10", 0xfff},
};

static const struct expected of_client[] = {
    {"transport", 0, 0, "websocket", 0xfff},
    {"connect", 0, 0, "", 0xff0},
    {"journal", 0, 0, "", 0xff0},
    {"faults", 0, 0, "", 0xff0},
    {"commands", 0, 0, "off", 0xff0},
    {"clients", 1, 100000, "100", 0xfff},
    {"workload", 0, 0, "ticker", 0xfff},
    {"room_users", 1, 100000, "10", 0xff0},
    {"editors", 1, 100000, "3", 0xff0},
    {"trace", 0, 0, "", 0xfff},
    {"rate_per_s", 0, 1000000, "10", 0xfff},
    {"arrival", 0, 0, "periodic", 0xfff},
    {"burst_messages", 1, 100000, "10", 0xfff},
    {"payload_kind", 0, 0, "pattern", 0xfff},
    {"payload_bytes", 1, 1048576, "64", 0xfff},
    {"channels", 1, 100000, "1", 0xfff},
    {"seed", 0, 9007199254740991, "1", 0xfff},
    {"interval_ms", 1, 3600000, "1000", 0x888},
    {"hold_ms", 1, 3600000, "30000", 0x444},
    {"pause_ms", 0, 3600000, "0", 0x440},
    {"keep_alive", 0, 0, "on", 0xcc0},
    {"sse_keepalive_ms", 0, 3600000, "15000", 0x220},
    {"heartbeat", 0, 0, "off", 0x110},
    {"heartbeat_by", 0, 0, "client", 0x110},
    {"heartbeat_interval_ms", 1, 3600000, "30000", 0x110},
    {"heartbeat_timeout_ms", 1, 3600000, "10000", 0xff0},
    {"request_headers", 0, 0, "minimal", 0xff0},
    {"cookie_bytes", 0, 2048, "64", 0xff0},
    {"connect_per_s", 1, 1000000, "1000", 0xff0},
    {"connect_timeout_ms", 1, 600000, "5000", 0xff0},
    {"reconnect_base_ms", 1, 600000, "100", 0xff0},
    {"reconnect_cap_ms", 1, 600000, "5000", 0xff0},
    {"receive_buffer_bytes", 0, 16777216, "0", 0xff0},
    {"compression", 0, 0, "off", 0xdc0},
    {"tls_ca", 0, 0, "", 0xff0},
    {"tls_resume", 0, 0, "on", 0xff0},
    {"client_library", 0, 0, "raw", 0xff0},
    {"client_tcp_nodelay", 0, 0, "on", 0xff0},
    {"receive_stamps", 0, 0, "on", 0xff0},
    {"warmup_s", 0, 3600, "1", 0xfff},
    {"duration_s", 0.10000000000000001, 86400, "10", 0xfff},
    {"drain_s", 0, 3600, "0", 0xfff},
};

static unsigned cells_of(const struct option *option) {
  unsigned cells = 0;
  for (int engine = ENGINE_LWS; engine <= ENGINE_NULL; engine++)
    for (int transport = TRANSPORT_SHORT_POLL; transport <= TRANSPORT_WEBSOCKET; transport++)
      cells = cells << 1 | option_applies(option, transport, engine);
  return cells;
}

static void expect_table(const struct option *table, const struct expected *expected,
                         size_t count) {
  for (size_t i = 0; i < count; i++) {
    const struct option *option = option_find(table, expected[i].name, NULL);
    if (option == NULL) {
      fail_msg("no option %s", expected[i].name);
      return;
    }
    assert_string_equal(option->name, expected[i].name);
    if (option->minimum != expected[i].minimum || option->maximum != expected[i].maximum)
      fail_msg("%s: %.17g to %.17g", option->name, option->minimum, option->maximum);
    assert_string_equal(option->fallback, expected[i].fallback);
    if (cells_of(option) != expected[i].cells)
      fail_msg("%s: cells %#x, not %#x", option->name, cells_of(option), expected[i].cells);
  }
}

static void parameters_of_the_server_are_as_experiments_know_them(void **state) {
  (void)state;
  expect_table(server_options_table, of_server, sizeof of_server / sizeof *of_server);
}

static void parameters_of_the_client_are_as_experiments_know_them(void **state) {
  (void)state;
  expect_table(client_options_table, of_client, sizeof of_client / sizeof *of_client);
}

static void both_tables_are_complete_and_mean_the_same_by_a_name(void **state) {
  (void)state;
  options_check(server_options_table);
  options_check(client_options_table);
  for (const struct option *server = server_options_table; server->name; server++)
    for (const struct option *client = client_options_table; client->name; client++)
      if (strcmp(server->name, client->name) == 0 && !options_agree(server, client))
        fail_msg("the programs do not mean the same by %s", server->name);
}

static const struct option good = {.name = "speed_ms",
                                   .type = OPTION_INTEGER,
                                   .unit = "ms",
                                   .minimum = 1,
                                   .maximum = 9,
                                   .fallback = "5",
                                   .help = "how fast",
                                   .applies = APPLIES_ALL};
static struct option made[3]; /* the last one ends the table */

static void check_made(void *context) {
  (void)context;
  options_check(made);
}

static void a_line_that_is_wrong_is_noticed(void **state) {
  (void)state;
  made[0] = good;
  options_check(made);
  made[0].fallback = "10";
  assert_contract_broken(check_made, NULL, "speed_ms: option_check(");
  made[0] = good;
  made[0].maximum = 1;
  assert_contract_broken(check_made, NULL, "speed_ms: option->minimum < option->maximum");
  made[0] = good;
  made[0].name = "speed-ms";
  assert_contract_broken(check_made, NULL, "speed-ms: strspn(");
  made[0] = good;
  made[0].applies = APPLIES_TRANSPORTS;
  assert_contract_broken(check_made, NULL, "speed_ms: option->applies & APPLIES_ENGINES");
  made[0] = good;
  made[0].type = OPTION_CHOICE;
  assert_contract_broken(check_made, NULL, "speed_ms: option->choices");
  made[0] = made[1] = good;
  assert_contract_broken(check_made, NULL, "strcmp(before->name, option->name) != 0");
  made[1].fallback = "6";
  assert_false(options_agree(&made[0], &made[1]));
}

static void apply_to_none(void *context) {
  (void)context;
  option_applies(&good, -1, ENGINE_LWS);
}

static void a_transport_that_is_none_breaks_a_contract(void **state) {
  (void)state;
  assert_contract_broken(apply_to_none, NULL, "speed_ms: transport >= 0");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(parameters_of_the_server_are_as_experiments_know_them),
      cmocka_unit_test(parameters_of_the_client_are_as_experiments_know_them),
      cmocka_unit_test(both_tables_are_complete_and_mean_the_same_by_a_name),
      cmocka_unit_test(a_line_that_is_wrong_is_noticed),
      cmocka_unit_test(a_transport_that_is_none_breaks_a_contract),
  };
  return cmocka_run_group_tests_name("option tables", tests, NULL, NULL);
}
