/* Starts a repeat's server, waits until it listens, and ends it. */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "bench/base/interrupt.h"
#include "bench/run/repeat_state.h"
#include "common/base/clock.h"
#include "common/base/traits.h"
#include "common/wire/control_token.h"

enum {
  READY_MS = 20000,     /* longest that a server may take to listen */
  END_GRACE_MS = 15000, /* from SIGTERM to SIGKILL */
};

static const char unsaid[] = "the server did not say where it listens: see server.log";

static bool server_is_ready(const struct repeat *repeat) {
  return repeat->server.reaped || (repeat->server.out && strchr(repeat->server.out, '\n'));
}

static bool server_has_ended(const struct repeat *repeat) {
  return repeat->server.reaped;
}

/* Reads where our own server listens. */
static void own_read(struct repeat *repeat, const json_t *ready) {
  const char *host = json_string_value(json_object_get(ready, "host"));
  const char *token = json_string_value(json_object_get(ready, "control_token"));
  json_int_t port = json_integer_value(json_object_get(ready, "port"));
  if (token)
    snprintf(repeat->control_token, sizeof repeat->control_token, CONTROL_TOKEN_VARIABLE "=%.*s",
             CONTROL_TOKEN_BYTES_MAX, token);
  if (host && port > 0 && port <= 65535)
    snprintf(repeat->address, sizeof repeat->address, "%.40s:%d", host, (int)port);
  else
    failure_set(repeat, unsaid);
}

void ready_read(struct repeat *repeat) {
  json_t *ready = line_with(repeat->server.out, "ready");
  if (!repeat->plan->cell->target)
    own_read(repeat, ready);
  else if (!served_read(&repeat->other, ready))
    failure_set(repeat, unsaid);
  json_decref(ready);
}

enum status server_begin(struct repeat *repeat, struct error *error) {
  enum status status = server_start(repeat, error);
  if (status != STATUS_OK || cell_in_process(repeat->plan->cell))
    return status;
  enum pump_end end = repeat_pump(repeat, server_is_ready, deadline_after_s(READY_MS / 1e3), 0);
  if (end == PUMP_INTERRUPTED)
    return STATUS_INTERRUPTED;
  if (end == PUMP_DEADLINE)
    failure_set(repeat, "the server was not ready after %.0f s: see server.log", READY_MS / 1e3);
  else if (repeat->server.reaped)
    failure_of(repeat, "server", &repeat->server, repeat->server_log);
  else
    ready_read(repeat);
  repeat->measurement.has_ready = edge_take(repeat, &repeat->measurement.ready);
  return STATUS_OK;
}

void server_end(struct repeat *repeat) {
  struct process *server = &repeat->server;
  if (!server->started)
    return;
  process_signal(server, interrupt_count() > 1);
  if (repeat_pump(repeat, server_has_ended, deadline_after_s(END_GRACE_MS / 1e3), 1) != PUMP_GOAL) {
    process_signal(server, true);
    repeat_pump(repeat, server_has_ended, deadline_after_s(1), INT_MAX);
    failure_set(repeat, "the server did not end in %.0f s and was killed", END_GRACE_MS / 1e3);
  }
  if (server->reaped) {
    repeat->measurement.server_cpu_whole_s = process_reaped_cpu_s(server) + repeat->cpu_carried_s;
    if (WIFSIGNALED(server->wait_status))
      failure_of(repeat, "server", server, repeat->server_log);
  }
}
