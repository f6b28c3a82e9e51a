/* Goes through the beginnings and ends in their order. */
#include "common/suite/fault_clock.h"

#include "common/base/clock.h"
#include "common/base/whole.h"

static uint64_t instant_of(const struct fault_clock *clock, double at_s) {
  return instant_after_ns(clock->start_ns, whole_ns_of_s(at_s));
}

uint64_t fault_clock_due_ns(const struct fault_clock *clock) {
  if (clock->start_ns == 0 || clock->current == clock->faults->count)
    return UINT64_MAX;
  const struct fault *fault = &clock->faults->items[clock->current];
  bool begun = clock->instants[clock->current].began_ns != 0;
  return instant_of(clock, begun ? fault->at_s + fault->for_s : fault->at_s);
}

const struct fault *fault_clock_take(struct fault_clock *clock, uint64_t now_ns, bool *begins) {
  if (now_ns < fault_clock_due_ns(clock))
    return NULL;
  const struct fault *fault = &clock->faults->items[clock->current];
  struct fault_instants *instants = &clock->instants[clock->current];
  *begins = instants->began_ns == 0;
  if (*begins)
    instants->began_ns = now_ns;
  if (!*begins || !fault_kinds[fault->kind].lasts) {
    instants->ended_ns = now_ns;
    clock->current++;
  }
  return fault;
}

const struct fault *fault_clock_lasting(const struct fault_clock *clock) {
  if (clock->current == clock->faults->count || clock->instants[clock->current].began_ns == 0)
    return NULL;
  return &clock->faults->items[clock->current];
}
