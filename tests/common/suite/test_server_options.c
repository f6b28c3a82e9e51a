/* The server's parameters as experiments rely on them: ranges, defaults, and the cells that heed
 * them. A new parameter need not be here; one that is here does not change unnoticed. */
#include "tests/common/suite/option_rows.h"

#include "common/suite/client_options.h"
#include "common/suite/server_options.h"

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
    {"payload_bytes_max", 0, 1048576, "0", 0xfff},
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
    {"deflate_window_bits", 9, 15, "15", 0x100},
    {"deflate_memory_level", 1, 9, "8", 0x100},
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

static void parameters_of_the_server_are_as_experiments_know_them(void **state) {
  (void)state;
  expect_table(server_options_table, of_server, sizeof of_server / sizeof *of_server);
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

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(parameters_of_the_server_are_as_experiments_know_them),
      cmocka_unit_test(both_tables_are_complete_and_mean_the_same_by_a_name),
  };
  return cmocka_run_group_tests_name("server_options", tests, NULL, NULL);
}
