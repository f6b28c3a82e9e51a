/* The measured costs of a transport that a case can be estimated from. */
#ifndef BENCH_CHOOSE_MEASURED_H
#define BENCH_CHOOSE_MEASURED_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/choose/cost_fit.h"
#include "bench/choose/estimate.h"
#include "bench/choose/evidence.h"
#include "bench/plan/user_case.h"

struct measured {
  struct cost_fit cpu;            /* asks: requests of polls, comments, pings */
  struct estimate software_s;     /* latency beside network and wait, at the case's percentile */
  struct estimate memory_bytes;   /* of a user */
  double users_least, users_most; /* of the cells behind `cpu` and `software_s` */
  double messages_per_s_most;     /* that a server of these cells sent */
  double payload_least_bytes, payload_most_bytes; /* of the messages of these cells */
  bool other_headers;                             /* there are no cells with the case's headers */
  size_t cells;
};

/* From the cells of the transport on the case's engine, with its TLS, that are ranked
 * (result_unranked) and leave everything else that moves figures at its usual value, in runs
 * without faults. Of these the cells whose number of users is nearest to the case's are taken, or
 * within a factor of two of the nearest, apart for cells with messages and without: the processor
 * time of a message falls with the load. The latency is that of the slowest of the cells with
 * messages, and its range that of all their repeats. `cells` is 0 where nothing fits. */
enum status measured_of(struct measured *measured, const struct evidence *evidence,
                        const struct user_case *its, int transport, struct error *error);

#endif
