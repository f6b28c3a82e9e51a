/* Reads a run's results from its run.json and summary.tsv alone, so that runs can be used whose
 * cells were not kept. */
#ifndef BENCH_RESULTS_RESULTS_TABLE_H
#define BENCH_RESULTS_RESULTS_TABLE_H

#include "bench/results/results.h"

/* As results_load (bench/results/results_load.h), but without what only a cell.json has:
 * histograms, seconds, faults, reasons, and figures that are no columns of the table. So a
 * percentile is the median of those of the repeats, where each rests on enough messages of its own.
 * Columns of other versions that are no figures are left out. */
enum status results_table_load(struct results *results, const char *run_folder,
                               struct error *error);

#endif
