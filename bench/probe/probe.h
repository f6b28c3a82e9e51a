/* Probes the path to a server of ours from outside (`pushbench probe`): takes one look after the
 * other. */
#ifndef BENCH_PROBE_PROBE_H
#define BENCH_PROBE_PROBE_H

#include <stdio.h>

#include "bench/probe/look.h"
#include "common/base/status.h"

struct probe_plan {
  struct path_url url;
  const char *token;     /* the control token; "": none is known */
  bool insecure;         /* any certificate is good */
  struct idle_plan idle; /* idle_s: 0 for no such look */
  FILE *progress;        /* gets lines; NULL: nobody does */
};

/* STATUS_OK with what was observed; STATUS_ENVIRONMENT where no server of ours answers behind the
 * path, STATUS_USAGE where it cannot be looked at as it is set, STATUS_INTERRUPTED after a signal
 * (bench/base/interrupt.h). */
enum status probe_run(const struct probe_plan *plan, struct observations *seen,
                      struct error *error);

#endif
