/* Tells which fault is to begin or to end next, and when. Pure: time is a parameter. */
#ifndef COMMON_SUITE_FAULT_CLOCK_H
#define COMMON_SUITE_FAULT_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/suite/fault.h"

/* The instants at which a fault really began and ended; 0 for not yet. A fault that does not last
 * ends as it begins. */
struct fault_instants {
  uint64_t began_ns, ended_ns;
};

struct fault_clock {
  const struct faults *faults;
  uint64_t start_ns; /* of the measured phase; 0 until it is known */
  size_t current;    /* the fault that lasts, or comes next */
  struct fault_instants instants[FAULTS_MAX];
};

/* The instant at which a fault is to begin or end next; UINT64_MAX when none is. */
uint64_t fault_clock_due_ns(const struct fault_clock *clock);

/* Returns a fault that is due at now_ns, and whether it begins or ends, and takes that as done.
 * NULL when none is due: call it until then. */
const struct fault *fault_clock_take(struct fault_clock *clock, uint64_t now_ns, bool *begins);

/* The fault that lasts at present, NULL for none. */
const struct fault *fault_clock_lasting(const struct fault_clock *clock);

#endif
