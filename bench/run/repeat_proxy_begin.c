/* Begins and ends the reverse proxy of a repeat: waits until it listens, and until it is gone. */
#include "bench/base/interrupt.h"
#include "bench/plan/cell_proxy.h"
#include "bench/run/repeat_state.h"

enum {
  READY_S = 20,
  END_GRACE_S = 10, /* from SIGTERM to SIGKILL */
};

static bool proxy_is_ready(const struct repeat *repeat) {
  return process_has_line(&repeat->proxy);
}

static bool proxy_has_ended(const struct repeat *repeat) {
  return repeat->proxy.reaped;
}

enum status proxy_begin(struct repeat *repeat, struct error *error) {
  if (!cell_has_proxy(repeat->plan->cell) || *repeat->measurement.failure)
    return STATUS_OK;
  enum status status = proxy_start(repeat, error);
  if (status != STATUS_OK)
    return status;
  enum pump_end end = repeat_pump(repeat, proxy_is_ready, deadline_after_s(READY_S), 0);
  if (end == PUMP_INTERRUPTED)
    return STATUS_INTERRUPTED;
  if (end == PUMP_DEADLINE)
    failure_set(repeat, "the proxy was not ready after %d s: see proxy.log", READY_S);
  else if (repeat->proxy.reaped)
    failure_of(repeat, "proxy", &repeat->proxy, "proxy.log");
  else
    proxy_ready_take(repeat);
  /* what it costs before anybody uses it */
  repeat->measurement.proxy.has_ready = proxy_sample(repeat, &repeat->measurement.proxy.ready);
  return STATUS_OK;
}

void proxy_end(struct repeat *repeat) {
  struct process *proxy = &repeat->proxy;
  if (!proxy->started)
    return;
  process_signal(proxy, interrupt_count() > 1);
  if (repeat_pump(repeat, proxy_has_ended, deadline_after_s(END_GRACE_S), 1) != PUMP_GOAL)
    process_signal(proxy, true);
}
