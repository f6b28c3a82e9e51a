/* What a run's cells need of the machine besides our own programs: a link, reverse proxies. */
#ifndef BENCH_RUN_RUN_NEEDS_H
#define BENCH_RUN_RUN_NEEDS_H

#include "bench/plan/cells.h"
#include "common/base/status.h"

/* STATUS_ENVIRONMENT, with what is missing and how to get it. Makes a link, for a moment, where a
 * cell needs one. `host_program`: the path of pushbench. */
enum status run_needs_check(const struct cells *cells, const char *host_program,
                            struct error *error);

#endif
