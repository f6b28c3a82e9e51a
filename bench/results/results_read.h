/* Reads run.json and cell.json into the structs of results.h. */
#ifndef BENCH_RESULTS_RESULTS_READ_H
#define BENCH_RESULTS_RESULTS_READ_H

#include <jansson.h>

#include "bench/results/results.h"

/* Fills all of `results` but `cells` and `varied`. */
enum status results_read_run(struct results *results, const char *path, struct error *error);

/* Reads the cell's last repeat, which must be allocated already, from the file at `path`. The file
 * must be of this cell and of repeat `number` (a text). Adds the latencies, the verdict if it is
 * graver, and the reasons to the cell; the first repeat sets the cell's parameters, the first
 * measured one its seconds, faults and slots. */
enum status results_read_repeat(struct result_cell *cell, const char *number, const char *path,
                                struct error *error);

/* Reads a cell's identity, verdict and reasons, and its percentiles of all repeats together, from
 * its object in the run.json at `path`. For results_load_rows, once the cell is finished. */
enum status results_read_entry(struct result_cell *cell, const json_t *entry, const char *path,
                               struct error *error);

/* Finds the axes whose values differ between cells. Engine and transport are always shown, so they
 * are not among them. */
void results_varied_find(struct results *results);

/* Reads the faults and the series in tenths of a second, unless the cell has them already. Nothing
 * where there were no faults. */
enum status results_read_faults(struct result_cell *cell, const json_t *document,
                                struct error *error);

#endif
