/* Runs a server and a client for one cell, watches both, and ends both. */
#include "bench/run/repeat.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "bench/base/interrupt.h"
#include "bench/run/repeat_state.h"
#include "common/base/traits.h"
#include "documents/figures.h"
#include "documents/json_read.h"

/* ---- the users ---- */

/* The null engine prints its users' document and then waits to be ended. */
static bool null_users_are_done(const struct process *server) {
  const char *document = server->out ? strstr(server->out, "\"delivered\"") : NULL;
  return document && strchr(document, '\n');
}

static bool users_are_done(const struct repeat *repeat) {
  if (cell_in_process(repeat->plan->cell))
    return repeat->server.reaped || null_users_are_done(&repeat->server);
  return (repeat->server.reaped && !repeat->server_down) || repeat->client.reaped ||
         repeat->link.reaped || (repeat->proxy.reaped && !repeat->proxy_down);
}

static bool client_has_ended(const struct repeat *repeat) {
  return repeat->client.reaped;
}

/* Lets the client, or the null engine, run to its end. */
static enum status users_run(struct repeat *repeat, struct error *error) {
  const struct cell *cell = repeat->plan->cell;
  bool in_process = cell_in_process(cell);
  double deadline_s = cell_deadline_s(cell);
  struct process *users = in_process ? &repeat->server : &repeat->client;
  if (!in_process) {
    enum status status = client_start(repeat, error);
    if (status != STATUS_OK)
      return status;
  }
  enum pump_end end = repeat_pump(repeat, users_are_done, deadline_after_s(deadline_s), 0);
  if (end == PUMP_INTERRUPTED)
    return STATUS_INTERRUPTED;
  if (end == PUMP_DEADLINE)
    failure_set(repeat, "the users were not done after %.0f s and were ended", deadline_s);
  else if (repeat->proxy.reaped && !repeat->proxy_down)
    failure_of(repeat, "proxy", &repeat->proxy, repeat->proxy_log);
  else if (repeat->link.reaped)
    failure_of(repeat, "link", &repeat->link, "link.log");
  else if (!in_process && !users->reaped)
    failure_of(repeat, "server", &repeat->server, repeat->server_log);
  return STATUS_OK;
}

/* ---- the result ---- */

/* Exit code 1 means that a check failed, but everything was measured: the verdict has the reason.
 */
static bool ended_with_result(const struct process *process) {
  return process->reaped && WIFEXITED(process->wait_status) &&
         (WEXITSTATUS(process->wait_status) == STATUS_OK ||
          WEXITSTATUS(process->wait_status) == STATUS_CHECK);
}

static json_t *users_document_read(struct repeat *repeat) {
  bool in_process = cell_in_process(repeat->plan->cell);
  const struct process *users = in_process ? &repeat->server : &repeat->client;
  json_t *document = NULL;
  if (in_process)
    document = line_with(users->out, "delivered");
  else if (users->out)
    document = json_read_text(users->out, users->out_bytes, 0, NULL);
  if (users->reaped && !ended_with_result(users) && !figure_json(document, FIGURE_ERROR))
    failure_of(repeat, in_process ? "server" : "client", users,
               in_process ? repeat->server_log : "client.log");
  if (!document && users->reaped)
    failure_set(repeat, "the users' program printed no result: see its log");
  return document;
}

static enum status result_write(struct repeat *repeat, json_t **document, struct error *error) {
  struct measurement *measurement = &repeat->measurement;
  measurement->client = users_document_read(repeat);
  measurement->server = line_with(repeat->server.out, "counters");
  measurement->link = line_with(repeat->link.out, "link");
  measurement->memory = memory_log_slope(&repeat->memory, MEMORY_OF_PROGRAM);
  measurement->kernel_memory = memory_log_slope(&repeat->memory, MEMORY_OF_KERNEL);
  json_t *made = cell_document(measurement);
  enum status status = made
                           ? repeat_files_write(repeat->plan->folder, made, &repeat->samples, error)
                           : error_set(error, STATUS_ENVIRONMENT, "no memory for a result");
  json_decref(measurement->client);
  json_decref(measurement->server);
  json_decref(measurement->link);
  if (status == STATUS_OK)
    *document = made;
  else
    json_decref(made);
  return status;
}

enum status repeat_run(const struct repeat_plan *plan, json_t **document, struct error *error) {
  struct repeat repeat = {
      .plan = plan,
      .server = PROCESS_NONE,
      .client = PROCESS_NONE,
      .link = PROCESS_NONE,
      .proxy = PROCESS_NONE,
      .measurement = {.experiment = plan->experiment,
                      .cell = plan->cell,
                      .repeat = plan->repeat,
                      .repeats =
                          plan->repeats > 0 ? plan->repeats : (size_t)plan->experiment->repeats,
                      .server_cpu = plan->server_cpu,
                      .client_cpu = plan->client_cpu,
                      .ended_after_s = NAN,
                      .server_cpu_whole_s = NAN,
                      .idle = plan->idle},
      .faults = {.faults = &plan->cell->faults},
  };
  enum status status = STATUS_OK;
  if (plan->refusal)
    failure_set(&repeat, "%s", plan->refusal);
  else
    status = link_begin(&repeat, error);
  if (status == STATUS_OK && !*repeat.measurement.failure)
    status = server_begin(&repeat, error);
  if (status == STATUS_OK)
    status = proxy_begin(&repeat, error);
  if (status == STATUS_OK && !*repeat.measurement.failure)
    status = users_run(&repeat, error);
  if (status == STATUS_OK && repeat.client.started && !repeat.client.reaped) {
    process_signal(&repeat.client, false);
    repeat_pump(&repeat, client_has_ended, deadline_after_s(0.2), 0);
  }
  proxy_end(&repeat);
  server_end(&repeat);
  link_end(&repeat);
  if (status == STATUS_OK && interrupt_count() > 0)
    status = STATUS_INTERRUPTED;
  if (status == STATUS_INTERRUPTED)
    error_set(error, status, "interrupted");
  if (status == STATUS_OK)
    status = result_write(&repeat, document, error);
  process_release(&repeat.client);
  process_release(&repeat.server);
  process_release(&repeat.proxy);
  process_release(&repeat.link);
  process_tree_release(&repeat.client_tree);
  process_tree_release(&repeat.server_tree);
  process_tree_release(&repeat.link_tree);
  process_tree_release(&repeat.proxy_tree);
  interference_release(&repeat.measurement.interference);
  memory_log_release(&repeat.memory);
  free(repeat.samples.items);
  return status;
}
