/* Prints the plan of a run: its cells with what each needs, and the time of the whole. */
#ifndef BENCH_RUN_PLAN_PRINT_H
#define BENCH_RUN_PLAN_PRINT_H

#include <stdio.h>

#include "bench/run/run_plan.h"

void plan_print(FILE *out, const struct run_plan *plan);

#endif
