/* Reads the results from run.json and summary.tsv alone, so that a run can be read that was kept
 * without its cells/, or has cell.json of an older schema.
 *
 * Figures that are no columns of summary.tsv are NAN; cells have no latencies, seconds, faults and
 * slots. Percentiles of all repeats together are those of run.json. `schema` is that of the rows, 0
 * where they do not say. */
#ifndef BENCH_RESULTS_RESULTS_ROWS_H
#define BENCH_RESULTS_RESULTS_ROWS_H

#include "bench/results/results.h"

/* STATUS_USAGE when it is no run's folder or its run goes on, STATUS_CHECK when a file in it cannot
 * be understood. */
enum status results_load_rows(struct results *results, const char *run_folder, struct error *error);

#endif
