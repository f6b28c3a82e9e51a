/* Looks for programs, and tries whether a link can be made. */
#include "bench/run/run_needs.h"

#include <string.h>

#include "bench/measure/process.h"
#include "bench/plan/cell_link.h"
#include "bench/plan/cell_proxy.h"

enum { TRIAL_MS = 10000 };

/* Runs a short command to its end. False with its last line of standard error in `process`. */
static bool succeeds(struct process *process, const char *program, char *const *arguments) {
  const struct process_plan plan = {.program = program, .arguments = arguments, .cpu = -1};
  return process_start(process, &plan, NULL) == STATUS_OK && process_succeeds(process, TRIAL_MS);
}

static enum status link_check_made(const char *host_program, struct error *error) {
  char name[] = "pushbench", command[] = "link";
  char *arguments[] = {name, command, NULL}; /* it ends at once: its standard input is empty */
  struct process process = PROCESS_NONE;
  enum status status = STATUS_OK;
  if (!succeeds(&process, host_program, arguments)) {
    const char *reason = process_reason(&process);
    status = error_set(error, STATUS_ENVIRONMENT, "%.400s",
                       reason ? reason : "pushbench link did not end");
  }
  process_release(&process);
  return status;
}

static enum status proxy_check(const struct cell *cell, struct error *error) {
  char version[] = "-v";
  const char *program = cell_value(cell, "proxy");
  char name[16];
  char *arguments[] = {name, version, NULL};
  struct process process = PROCESS_NONE;
  enum status status = STATUS_OK;
  memccpy(name, program, '\0', sizeof name);
  if (!succeeds(&process, program, arguments))
    status = error_set(error, STATUS_ENVIRONMENT,
                       "%s: proxy is %s, and there is no such program: install it "
                       "(scripts/install-deps --targets)",
                       cell->name, program);
  process_release(&process);
  return status;
}

enum status run_needs_check(const struct cells *cells, const char *host_program,
                            struct error *error) {
  bool has_link = false;
  const char *proxy = "";
  enum status status = STATUS_OK;
  for (size_t i = 0; status == STATUS_OK && i < cells->count; i++) {
    const struct cell *cell = &cells->items[i];
    has_link = has_link || cell_has_link(cell);
    if (cell_has_proxy(cell) && strcmp(cell_value(cell, "proxy"), proxy) != 0) {
      proxy = cell_value(cell, "proxy");
      status = proxy_check(cell, error);
    }
  }
  return status == STATUS_OK && has_link ? link_check_made(host_program, error) : status;
}
