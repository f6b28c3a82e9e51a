/* The looks in their order. */
#include "bench/probe/probe.h"

#include <string.h>

#include "bench/base/interrupt.h"
#include "bench/probe/path.h"

static void time_say(const struct looking *look, const struct probe_plan *plan) {
  if (plan->idle.idle_s > 0)
    look_say(look, "this takes about %.0f s: 20 s, and up to %.0f s of silence",
             plan->idle.idle_s + 30, plan->idle.idle_s);
  else
    look_say(look, "this takes about 20 s, on a slow path up to three minutes");
}

static enum status looks_take(struct looking *look, const struct probe_plan *plan,
                              struct error *error) {
  enum status status = look_begin(look, error);
  if (status == STATUS_OK && plan->idle.idle_s > 0)
    status = look_idle_check(look, &plan->idle, error);
  if (status != STATUS_OK)
    return interrupt_count() > 0 ? STATUS_INTERRUPTED : status;
  time_say(look, plan);
  look_transports(look);
  if (interrupt_count() == 0)
    look_http2(look);
  if (interrupt_count() == 0)
    look_sizes(look);
  if (interrupt_count() == 0 && plan->idle.idle_s > 0)
    look_idle(look, &plan->idle);
  return interrupt_count() == 0 ? STATUS_OK : STATUS_INTERRUPTED;
}

enum status probe_run(const struct probe_plan *plan, struct observations *seen,
                      struct error *error) {
  struct probed_path path;
  memset(seen, 0, sizeof *seen);
  snprintf(seen->url, sizeof seen->url, "%s://%.120s%.60s", plan->url.tls ? "https" : "http",
           plan->url.authority, plan->url.prefix);
  seen->has_token = *plan->token != '\0';
  seen->tls = plan->url.tls;
  enum status status = path_open(&plan->url, plan->insecure, plan->token, &path, error);
  if (status != STATUS_OK)
    return interrupt_count() > 0 ? error_set(error, STATUS_INTERRUPTED, "interrupted") : status;
  struct looking look = {.path = &path, .progress = plan->progress, .seen = seen};
  status = looks_take(&look, plan, error);
  if (status == STATUS_INTERRUPTED)
    error_set(error, status, "interrupted");
  look_end(&look);
  path_close(&path);
  return status;
}
