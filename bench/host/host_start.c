/* Starts a server, waits until it is ready and as long as it runs, and ends it. */
#include <signal.h>
#include <string.h>

#include "bench/host/host_state.h"
#include "common/base/clock.h"
#include "common/base/log.h"
#include "common/base/whole.h"

static enum status contained_begin(struct host *host, const struct host_request *request,
                                   struct error *error) {
  const struct target_description *description = host->description;
  struct launch launch = {.arguments = NULL};
  struct error reason = {""};
  enum status status = launch_make(&launch, description, &host->ports, error);
  if (status != STATUS_OK)
    return status;
  const struct contained_plan plan = {
      .launch = &launch,
      .containment = request->containment,
      .end_signal = description->server.end_signal,
      .hears =
          description->publishing == TARGET_PUBLISHES_BY_INPUT && !description->publish_command,
  };
  status = contained_start(&host->contained, &plan, &reason);
  if (status != STATUS_OK)
    target_fault(description, "/server", error, "%s", reason.text);
  launch_release(&launch);
  return status;
}

static enum status ready_prepare(struct host *host, struct error *error) {
  const struct target_server *server = &host->description->server;
  host->output.wanted = server->ready_line;
  if (server->ready_line)
    return STATUS_OK;
  if (server->ready_get) {
    host->ready_path = launch_ready_path(host->description, &host->ports, error);
    if (!host->ready_path)
      return STATUS_USAGE;
  }
  return ready_begin(&host->ready, &host->address, host->ready_path, error);
}

/* Asks the server to end, and has patience until it has. */
static void ask_to_end(struct host *host) {
  const struct target_server *server = &host->description->server;
  unsigned signals = host->signals;
  uint64_t deadline_ns = instant_after_ns(clock_now_ns(), whole_ns_of_s(server->end_s));
  contained_ask_to_end(&host->contained);
  while (!host->has_ended && host->signals == signals && clock_now_ns() < deadline_ns)
    host_wait(host, false, deadline_ns);
  if (!host->has_ended && host->signals == signals)
    log_warning("the server did not end %g s after signal %d (%s) and was killed", server->end_s,
                server->end_signal, strsignal(server->end_signal));
}

/* Waits until it is ready. */
static void server_await(struct host *host) {
  uint64_t deadline_ns =
      instant_after_ns(clock_now_ns(), whole_ns_of_s(host->description->server.ready_s));
  while (!is_ready(host) && !host->has_ended && !host->signals && clock_now_ns() < deadline_ns)
    host_wait(host, true, deadline_ns);
}

/* From its start to the end, which may be asked for, or come by itself. */
static enum status server_accompany(struct host *host, struct error *error) {
  enum status status = STATUS_OK;
  server_await(host);
  if (is_ready(host) && !host->has_ended)
    status = ready_tell(host, host->contained.init, error);
  else if (!host->has_ended && !host->signals)
    status = late_tell(host, error);
  while (status == STATUS_OK && !host->has_ended && !host->signals)
    host_wait(host, false, UINT64_MAX);
  if (status == STATUS_OK && host->has_ended)
    return end_tell(host, error);
  ask_to_end(host);
  return status;
}

enum status host_start(struct host *host, const struct host_request *request, struct error *error) {
  enum status status = ready_prepare(host, error);
  if (status == STATUS_OK)
    status = contained_begin(host, request, error);
  if (status != STATUS_OK)
    return status;
  status = server_accompany(host, error);
  contained_kill(&host->contained);
  output_pass(host);
  server_output_finish(&host->output);
  return status;
}
