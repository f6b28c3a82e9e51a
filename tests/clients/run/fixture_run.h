/* A whole run of the client with a small server on its loop. Tests may change the options
 * before. */
#ifndef TESTS_CLIENTS_RUN_FIXTURE_RUN_H
#define TESTS_CLIENTS_RUN_FIXTURE_RUN_H

#include "tests/clients/run/fixture_server.h"

#include "clients/run/client.h"
#include "clients/run/run.h"

enum { USERS = 3 };

static struct client_options options;
static struct made_server *server;
static struct client client;
static const struct phases *phases;
static struct error error;

static inline int run_set_up(void **state) {
  (void)state;
  error = (struct error){.text = ""};
  assert_int_equal(options_defaults(client_options_table, &options, &error), STATUS_OK);
  options.transport = TRANSPORT_SHORT_POLL;
  options.clients = USERS;
  options.interval_ms = 10;
  options.warmup_s = 0;
  options.duration_s = 0.2;
  options.drain_s = 10;
  options.payload_bytes = SERVER_DATA_BYTES;
  options.reconnect_base_ms = options.reconnect_cap_ms = 1;
  server = calloc(1, sizeof *server);
  assert_non_null(server);
  server_listen(server);
  server->spacing_ns = 10 * NS_PER_MS;
  server->published = 40;
  phases = &client.phases;
  return 0;
}

static inline int run_tear_down(void **state) {
  (void)state;
  server_close(server);
  client_release(&client);
  free(server);
  return 0;
}

/* Makes the client from the options, and lets its server serve. */
static inline void open_client(void) {
  struct workload workload;
  assert_int_equal(client_workload(&options, &workload, &error), STATUS_OK);
  const struct client_addresses addresses = {.target = server->target, .control = server->target};
  assert_int_equal(client_open(&client, &options, &workload, &addresses, NULL, &error), STATUS_OK);
  server_serve(server, client.loop);
}

static inline void run(void) {
  open_client();
  assert_int_equal(run_phases(&client, &error), STATUS_OK);
  assert_int_equal(phases->phase, PHASE_CLOSE);
}

static inline uint64_t published_in(uint64_t from_ns, uint64_t to_ns) {
  uint64_t count = 0;
  for (size_t i = 0; i < server->message_count; i++)
    count += server->messages[i].due_ns >= from_ns && server->messages[i].due_ns < to_ns;
  return count;
}

/* Makes a room of all users, who publish 50 times a second; the server publishes nothing. */
static inline void write_instead(void) {
  options.workload = WORKLOAD_CHAT;
  options.room_users = USERS;
  options.rate_per_s = 50;
  server->spacing_ns = 0;
}

#endif
