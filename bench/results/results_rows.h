/* Reads the results from run.json and summary.tsv alone, with all that both say: a run can be read
 * that was kept without its cells/, or has cell.json of an older schema. */
#ifndef BENCH_RESULTS_RESULTS_ROWS_H
#define BENCH_RESULTS_RESULTS_ROWS_H

#include "bench/results/results.h"

/* As results_table_load (bench/results/results_table.h), and from run.json: the cells' varied
 * parameters, verdicts and reasons, and the percentiles of all repeats together. A cell without a
 * repeat is left out. `schema` is that of the rows, 0 where they do not say. STATUS_USAGE when it
 * is no run's folder or its run goes on, STATUS_CHECK when a file in it cannot be understood. */
enum status results_load_rows(struct results *results, const char *run_folder, struct error *error);

#endif
