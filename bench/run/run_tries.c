/* Tries the servers of other people before the first cell, so that a mistake in a description costs
 * seconds, and is named by its step. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/run/run_state.h"
#include "bench/try/try.h"
#include "bench/try/try_table.h"
#include "common/base/traits.h"

/* Whether an execution of the cell is missing. */
static bool is_left(const struct run *run, size_t cell) {
  for (size_t round = 1; round <= run_repeats(run); round++)
    if (!*run_document(run, cell, round))
      return true;
  return false;
}

/* The transports that the remaining cells use the server with; false where there are none. */
static bool wanted_find(const struct run *run, const struct target_description *description,
                        bool wanted[TRANSPORT_COUNT]) {
  bool any = false;
  for (size_t i = 0; i < run->plan.cells.count; i++) {
    const struct cell *cell = &run->plan.cells.items[i];
    if (cell->target != description || !is_left(run, i))
      continue;
    wanted[cell->transport] = any = true;
  }
  return any;
}

static struct run_try *try_of(const struct run *run, const struct target_description *description) {
  for (size_t i = 0; i < run->try_count; i++)
    if (run->tries[i].description == description)
      return &run->tries[i];
  return NULL;
}

/* "nchan: short_poll, sse work; websocket does not: handshake: HTTP 404" */
static void result_tell(const struct run_try *tried) {
  char reason[ERROR_TEXT_BYTES];
  const char *before = "";
  if (!*tried->result.failure)
    for (int i = 0; i < TRANSPORT_COUNT; i++)
      if (tried->result.transports[i].works) {
        fprintf(stderr, "%s%s", before, transport_name(i));
        before = ", ";
      }
  try_reason(&tried->result, reason, sizeof reason);
  fprintf(stderr, "%s%s%s\n", *before ? " ok" : "", *before && *reason ? "; " : "", reason);
}

static enum status target_try(struct run *run, const struct target_description *description,
                              struct error *error) {
  struct try_plan plan = {.description = description,
                          .host_program = run->request->host_program,
                          .client_program = run->request->client_program,
                          .remote = run->request->remote};
  if (try_of(run, description) || !wanted_find(run, description, plan.wanted))
    return STATUS_OK;
  struct run_try *tried = &run->tries[run->try_count++];
  tried->description = description;
  fprintf(stderr, "trying %s: ", description->name);
  enum status status = try_target(&plan, &tried->result, error);
  if (status == STATUS_INTERRUPTED || *error->text) {
    fputc('\n', stderr);
    return status;
  }
  result_tell(tried);
  return STATUS_OK;
}

enum status tries_execute(struct run *run, struct error *error) {
  enum status status = STATUS_OK;
  run->tries = calloc(run->plan.cells.count, sizeof *run->tries);
  if (!run->tries)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for tries");
  for (size_t i = 0; status == STATUS_OK && i < run->plan.cells.count; i++)
    if (run->plan.cells.items[i].target)
      status = target_try(run, run->plan.cells.items[i].target, error);
  return status;
}

void tries_refusal(const struct run *run, const struct cell *cell, char *out, size_t capacity) {
  const struct run_try *tried = cell->target ? try_of(run, cell->target) : NULL;
  *out = '\0';
  if (!tried)
    return;
  const struct try_transport *transport = &tried->result.transports[cell->transport];
  if (*tried->result.failure)
    snprintf(out, capacity, "%s", tried->result.failure);
  else if (transport->tried && !transport->works)
    snprintf(out, capacity, "it does not work: %s: `pushbench try` shows each step",
             transport->failure);
}
