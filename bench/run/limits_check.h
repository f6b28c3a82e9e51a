/* Checks the limits of a run before anything is started. */
#ifndef BENCH_RUN_LIMITS_CHECK_H
#define BENCH_RUN_LIMITS_CHECK_H

#include "bench/run/run_plan.h"
#include "bench/run/run_request.h"
#include "common/base/status.h"

/* STATUS_USAGE names a limit that cannot be read, one that takes no cell, and what is missing for
 * limits of changes. Where --set or --quick has changed the experiment, a limit of its own that
 * takes no cell any more is but warned of: it cannot be judged. */
enum status limits_check(const struct run_request *request, const struct run_plan *plan,
                         struct error *error);

#endif
