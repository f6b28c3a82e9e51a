/* Reads the results from a run's folder. */
#ifndef BENCH_RESULTS_RESULTS_LOAD_H
#define BENCH_RESULTS_RESULTS_LOAD_H

#include "bench/results/results.h"

/* STATUS_USAGE when it is no run's folder, STATUS_CHECK when a file in it cannot be understood. */
enum status results_load(struct results *results, const char *run_folder, struct error *error);

#endif
