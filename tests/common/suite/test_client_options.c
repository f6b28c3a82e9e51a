/* The client's parameters as experiments rely on them: ranges, defaults, and the cells that heed
 * them. A new parameter need not be here; one that is here does not change unnoticed. */
#include "tests/common/suite/option_rows.h"

#include "common/suite/client_options.h"

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
    {"payload_bytes_max", 0, 1048576, "0", 0xfff},
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
    {"reconnect_jitter", 0, 0, "full", 0xff0},
    {"receive_buffer_bytes", 0, 16777216, "0", 0xff0},
    {"compression", 0, 0, "off", 0xdc0},
    {"deflate_context_takeover", 0, 0, "on", 0x100},
    {"tls_ca", 0, 0, "", 0xff0},
    {"tls_resume", 0, 0, "on", 0xff0},
    {"client_library", 0, 0, "raw", 0xff0},
    {"client_tcp_nodelay", 0, 0, "on", 0xff0},
    {"receive_stamps", 0, 0, "on", 0xff0},
    {"warmup_s", 0, 3600, "1", 0xfff},
    {"duration_s", 0.10000000000000001, 86400, "10", 0xfff},
    {"drain_s", 0, 3600, "0", 0xfff},
};

static void parameters_of_the_client_are_as_experiments_know_them(void **state) {
  (void)state;
  expect_table(client_options_table, of_client, sizeof of_client / sizeof *of_client);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(parameters_of_the_client_are_as_experiments_know_them),
  };
  return cmocka_run_group_tests_name("client_options", tests, NULL, NULL);
}
