/* Starts a repeat's server, waits until it listens, and ends it. */
#include <limits.h>
#include <string.h>
#include <sys/wait.h>

#include "bench/base/interrupt.h"
#include "bench/run/repeat_state.h"
#include "common/base/clock.h"
#include "common/base/traits.h"

enum {
  READY_S = 20,     /* longest that a server may take to listen */
  END_GRACE_S = 15, /* from SIGTERM to SIGKILL */
};

/* A server of other people has times of its own, and its host a little more. */
static double ready_s(const struct repeat *repeat) {
  const struct target_description *target = repeat->plan->cell->target;
  return READY_S + (target ? target->server.ready_s : 0);
}

static double end_grace_s(const struct repeat *repeat) {
  const struct target_description *target = repeat->plan->cell->target;
  return END_GRACE_S + (target ? target->server.end_s : 0);
}

static bool server_is_ready(const struct repeat *repeat) {
  return process_has_line(&repeat->server);
}

static bool server_has_ended(const struct repeat *repeat) {
  return repeat->server.reaped;
}

enum status server_begin(struct repeat *repeat, struct error *error) {
  enum status status = server_start(repeat, error);
  if (status != STATUS_OK || cell_in_process(repeat->plan->cell))
    return status;
  enum pump_end end = repeat_pump(repeat, server_is_ready, deadline_after_s(ready_s(repeat)), 0);
  if (end == PUMP_INTERRUPTED)
    return STATUS_INTERRUPTED;
  if (end == PUMP_DEADLINE)
    failure_set(repeat, "the server was not ready after %.0f s: see server.log", ready_s(repeat));
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
  if (repeat_pump(repeat, server_has_ended, deadline_after_s(end_grace_s(repeat)), 1) !=
      PUMP_GOAL) {
    process_signal(server, true);
    repeat_pump(repeat, server_has_ended, deadline_after_s(1), INT_MAX);
    failure_set(repeat, "the server did not end in %.0f s and was killed", end_grace_s(repeat));
  }
  if (server->reaped) {
    repeat->measurement.server_cpu_whole_s = process_reaped_cpu_s(server) + repeat->cpu_carried_s;
    if (WIFSIGNALED(server->wait_status))
      failure_of(repeat, "server", server, repeat->server_log);
  }
}
