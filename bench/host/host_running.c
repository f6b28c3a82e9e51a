/* Looks whether a server that runs already is there, and waits. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "bench/host/host_state.h"
#include "bench/measure/proc_file.h"
#include "common/base/clock.h"
#include "common/base/decimal.h"
#include "common/base/whole.h"

static enum status pid_read(const struct target_description *description, pid_t *pid,
                            struct error *error) {
  char text[32], path[32], status[64];
  const char *at = text;
  uint64_t number;
  if (!description->pid_file)
    return STATUS_OK;
  if (!proc_file_read(description->pid_file, text, sizeof text)) {
    target_fault(description, "/pid_file", error, "%s: %s", description->pid_file,
                 errno ? strerror(errno) : "it is empty");
    return STATUS_ENVIRONMENT;
  }
  at += strspn(at, " \t");
  if (!decimal_read(&at, text + strlen(text), &number) || number == 0 || number > INT32_MAX) {
    target_fault(description, "/pid_file", error, "%s: it has no process id",
                 description->pid_file);
    return STATUS_ENVIRONMENT;
  }
  snprintf(path, sizeof path, "/proc/%" PRIu64 "/stat", number);
  if (!proc_file_read(path, status, sizeof status)) {
    target_fault(description, "/pid_file", error, "%s: there is no process %" PRIu64,
                 description->pid_file, number);
    return STATUS_ENVIRONMENT;
  }
  *pid = (pid_t)number;
  return STATUS_OK;
}

/* Every address is tried once. */
static enum status connection_check(struct host *host, struct error *error) {
  uint64_t deadline_ns =
      instant_after_ns(clock_now_ns(), whole_ns_of_s(host->description->server.ready_s));
  unsigned addresses = 0;
  enum status status = ready_begin(&host->ready, &host->address, NULL, error);
  for (const struct addrinfo *each = host->ready.addresses; each; each = each->ai_next)
    addresses++;
  while (status == STATUS_OK && !host->ready.yes && host->ready.failures < addresses &&
         !host->signals && clock_now_ns() < deadline_ns)
    host_wait(host, true, deadline_ns);
  if (status != STATUS_OK || host->ready.yes || host->signals)
    return status;
  target_fault(host->description, "/url", error,
               "nobody takes connections at %s (%s): start the server first, or say how it is "
               "started, \"server\": {…}",
               host->url, *host->ready.reason ? host->ready.reason : "no answer");
  return STATUS_ENVIRONMENT;
}

enum status host_running(struct host *host, struct error *error) {
  pid_t pid = 0;
  enum status status = connection_check(host, error);
  if (status == STATUS_OK)
    status = pid_read(host->description, &pid, error);
  if (status == STATUS_OK && host->ready.yes)
    status = ready_tell(host, pid, error);
  while (status == STATUS_OK && !host->signals)
    host_wait(host, false, UINT64_MAX);
  return status;
}
