/* The JSON side of results.h: files of a run's folder into plain structs. */
#ifndef BENCH_RESULTS_RESULTS_READ_H
#define BENCH_RESULTS_RESULTS_READ_H

#include <jansson.h>

#include "bench/results/results.h"

/* Fills everything of `results` but cells and varied. */
enum status results_read_run(struct results *results, const char *path, struct error *error);

/* Reads the cell's newest repeat, which has room already, from the file that is to be of
 * this cell and of the repeat of that number (as text), and adds to the cell what
 * repeats share (names, params), what merges (latency), the graver verdict and its
 * reasons; the first measured repeat gives the cell's seconds. */
enum status results_read_repeat(struct result_cell *cell, const char *number, const char *path,
                                struct error *error);

/* Faults, and the tenths of a second around them, from the cell.json of the cell's first measured
 * repeat; nothing where there were no faults. */
enum status results_read_faults(struct result_cell *cell, const json_t *document,
                                struct error *error);

#endif
