/* Records a baseline: several runs of one experiment, by one build on one machine, with pauses
 * between them. */
#ifndef BENCH_RUN_BASELINE_RECORD_H
#define BENCH_RUN_BASELINE_RECORD_H

#include <stddef.h>

#include "bench/run/run_request.h"
#include "common/base/status.h"

struct baseline_request {
  struct run_request run; /* `out` is set for each run */
  size_t runs;            /* how many there are to be in all */
  double pause_s;         /* between the end of a run and the beginning of the next */
  const char *folder;     /* where the runs are, or are to be; NULL for a new one */
};

/* Each run has a folder of its own: 1, 2, 3 … in that of the baseline. Where some are there,
 * records those that are missing; STATUS_USAGE where these are of another build or experiment. A
 * repeat that is not valid does not end it. STATUS_INTERRUPTED keeps the runs that are done. Prints
 * the spread of the figures and the folder on standard output. */
enum status baseline_record(struct baseline_request *request, struct error *error);

#endif
