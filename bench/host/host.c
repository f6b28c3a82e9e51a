/* The life of a server: what it needs, start, end. */
#include "bench/host/host.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench/host/host_state.h"

static enum status host_prepare(struct host *host, const struct host_request *request,
                                struct error *error) {
  const struct target_description *description = host->description;
  if (target_is_remote(description) && !request->remote)
    return error_set(error, STATUS_USAGE,
                     "%s: its server is on another host: --remote if that is meant",
                     description->path);
  enum status status = ports_read(&host->ports, description, request->ports, error);
  if (status == STATUS_OK)
    status = signals_open(host, error);
  return status;
}

/* The URL, once its ports are known. */
static enum status address_read(struct host *host, struct error *error) {
  host->url = launch_url(host->description, &host->ports, error);
  if (!host->url)
    return STATUS_USAGE;
  return target_url_read(host->url, &host->address, NULL, error);
}

static void host_release(struct host *host) {
  contained_release(&host->contained);
  ready_end(&host->ready);
  if (host->signal_fd >= 0)
    close(host->signal_fd);
  free(host->url);
  free(host->ready_path);
}

/* A secret may be in a URL, or in a line of the server's. */
static void secrets_leave_out(const struct target_description *description, struct error *error) {
  if (!error || !description->secrets)
    return;
  char *shown = target_secrets_hide(description, error->text);
  snprintf(error->text, sizeof error->text, "%s", shown ? shown : "no memory for an error");
  free(shown);
}

enum status host_run(const struct target_description *description,
                     const struct host_request *request, struct error *error) {
  struct host host = {.description = description,
                      .ready = {.fd = -1},
                      .output = {.description = description, .to_fd = STDERR_FILENO},
                      .contained = CONTAINED_NONE,
                      .signal_fd = -1};
  enum status status = host_prepare(&host, request, error);
  if (status == STATUS_OK)
    status = ports_take(&host.ports, error);
  if (status == STATUS_OK)
    status = address_read(&host, error);
  if (status == STATUS_OK)
    status = description->server.command ? host_start(&host, request, error)
                                         : host_running(&host, error);
  host_release(&host);
  if (status != STATUS_OK)
    secrets_leave_out(description, error);
  return status;
}
