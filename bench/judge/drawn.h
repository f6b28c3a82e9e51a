/* The figures that a cell's drawn schedule gives by itself, if network and software took no time: a
 * short poll's latencies, polls and empty polls, and the age of information. The seed gives all of
 * it, user by user, so there is no chance in it. */
#ifndef BENCH_JUDGE_DRAWN_H
#define BENCH_JUDGE_DRAWN_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/status.h"
#include "common/load/workload_schedule.h"

struct drawn_plan {
  struct workload workload; /* not a trace */
  struct load_plan load;
  uint64_t interval_ns;      /* of short polls; 0: messages come when they are due */
  uint64_t up_ns;            /* from a user to the server, which answers a poll so much later */
  bool singly;               /* a poll takes one message at most */
  uint64_t start_ns, end_ns; /* the measured phase, since the epoch */
  uint64_t counted_start_ns, counted_end_ns; /* when requests were counted */
};

struct drawn {
  uint64_t published;    /* messages due in the phase, of all channels */
  uint64_t received;     /* deliveries of these messages, one for each user who gets it */
  double wait_mean_ns;   /* from due to the poll that takes it; NAN where nothing is received */
  uint64_t polls, empty; /* of all users */
  double age_mean_ns;    /* NAN where nobody has seen anything */
};

/* False where it would take too long (DRAWN_STEPS_MAX), or without memory. */
bool drawn_of(const struct drawn_plan *plan, struct drawn *out);

#define DRAWN_STEPS_MAX 3e7 /* messages and polls of all users: a tenth of a second or so */

#endif
