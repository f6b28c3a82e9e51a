/* The limits that a run is to keep, from its run.json: those of the experiment, of --expect and of
 * --fail-on. */
#ifndef BENCH_LIMITS_ASKED_LIMITS_H
#define BENCH_LIMITS_ASKED_LIMITS_H

#include <jansson.h>

#include "bench/plan/expectations.h"
#include "common/base/status.h"

struct asked_limits {
  struct expectations expectations;
  char *base; /* folder of the run that changes are relative to; NULL for none */
};

/* Without run.json there are no limits. STATUS_CHECK where they cannot be understood. Release is
 * safe on a zeroed struct. */
enum status asked_limits_load(struct asked_limits *asked, const char *run_folder,
                              struct error *error);
void asked_limits_release(struct asked_limits *asked);

#endif
