/* Looks for programs, and tries whether a link can be made. */
#include "bench/run/run_needs.h"

#include <poll.h>
#include <string.h>

#include "bench/measure/process.h"
#include "bench/plan/cell_link.h"
#include "bench/plan/cell_proxy.h"
#include "common/base/clock.h"

enum { TRIAL_S = 10 };

/* Runs a short command to its end. False with its last line of standard error in `process`. */
static bool succeeds(struct process *process, const char *program, char *const *arguments) {
  const struct process_plan plan = {.program = program, .arguments = arguments, .cpu = -1};
  if (process_start(process, &plan, NULL) != STATUS_OK)
    return false;
  uint64_t deadline_ns = clock_now_ns() + TRIAL_S * NS_PER_S;
  while (!process->reaped && clock_now_ns() < deadline_ns) {
    struct pollfd fds[] = {{.fd = process->out_fd, .events = POLLIN},
                           {.fd = process->err_fd, .events = POLLIN}};
    poll(fds, sizeof fds / sizeof *fds, 10);
    process_poll(process, NULL, NULL);
  }
  return process->reaped && process->wait_status == 0;
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
