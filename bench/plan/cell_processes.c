/* What only one process can do. */
#include "bench/plan/cell_processes.h"

#include <math.h>

#include "common/base/forked.h"
#include "common/base/traits.h"

/* Faults of the server's process, or of its sockets. */
static bool is_of_server(enum fault_kind kind) {
  const struct fault_facts *facts = &fault_kinds[kind];
  return (facts->actors & FAULT_BY_SERVER) || kind == FAULT_SILENCE_CONNECTIONS ||
         kind == FAULT_KILL_SERVER || kind == FAULT_FREEZE_SERVER;
}

/* Whether its server is ours, and an event loop. */
static bool has_loop(const struct cell *cell) {
  return !cell->target && !engine_traits[cell->engine].in_process &&
         !engine_traits[cell->engine].threads_per_connection;
}

static bool has_several_servers(const struct cell *cell) {
  return has_loop(cell) && cell_number(cell, "server_processes") > 1;
}

/* 0: the program chooses, unless only one process can do what the cell does. */
static struct cell_processes processes_of(double asked, bool one) {
  if (one)
    return (struct cell_processes){1, 1};
  return asked > 0 ? (struct cell_processes){asked, asked}
                   : (struct cell_processes){1, FORKED_PROCESSES_MAX};
}

static bool has_fault_of_server(const struct cell *cell) {
  for (size_t i = 0; i < cell->faults.count; i++)
    if (is_of_server(cell->faults.items[i].kind))
      return true;
  return false;
}

struct cell_processes cell_processes_of(const struct cell *cell) {
  bool written = workload_is_written(&cell->workload);
  struct cell_processes server =
      processes_of(cell_number(cell, "server_processes"),
                   !has_loop(cell) || written || has_fault_of_server(cell));
  struct cell_processes client =
      processes_of(cell_number(cell, "client_processes"), cell->target || written);
  return (struct cell_processes){fmin(server.fewest, client.fewest),
                                 fmin(server.most, client.most)};
}

static enum status server_check(const struct cell *cell, struct error *error) {
  for (size_t i = 0; i < cell->faults.count; i++)
    if (is_of_server(cell->faults.items[i].kind))
      return error_set(error, STATUS_USAGE,
                       "%s is not for a server of several processes: set \"server_processes\" to 1",
                       fault_kinds[cell->faults.items[i].kind].name);
  if (workload_is_written(&cell->workload))
    return error_set(error, STATUS_USAGE,
                     "a server of several processes takes no messages of users: set "
                     "\"server_processes\" to 1, or another workload than %s",
                     cell_value(cell, "workload"));
  return STATUS_OK;
}

enum status cell_processes_check(const struct cell *cell, struct error *error) {
  enum status status = has_several_servers(cell) ? server_check(cell, error) : STATUS_OK;
  if (status != STATUS_OK || cell_in_process(cell) || cell->target ||
      cell_number(cell, "client_processes") <= 1)
    return status;
  if (workload_is_written(&cell->workload))
    return error_set(
        error, STATUS_USAGE,
        "users who write are of one process: set \"client_processes\" to 1, or another "
        "workload than %s",
        cell_value(cell, "workload"));
  if (cell_number(cell, "client_processes") > cell_number(cell, "clients"))
    return error_set(error, STATUS_USAGE, "client_processes: at most one for each of the clients");
  return STATUS_OK;
}
