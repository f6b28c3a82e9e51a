/* Whether an experiment has the cells that its claims are about. */
#ifndef BENCH_PLAN_CLAIM_CELLS_H
#define BENCH_PLAN_CLAIM_CELLS_H

#include "bench/plan/claims.h"
#include "bench/plan/experiment.h"

/* STATUS_USAGE names the parameter, value or variant that the experiment has not. */
enum status claims_check(const struct claims *claims, const struct experiment *experiment,
                         const char *place, struct error *error);

#endif
