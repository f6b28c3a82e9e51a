/* The JSON side of results.h: one file of a run's folder into plain structs. */
#ifndef BENCH_RESULTS_JSON_H
#define BENCH_RESULTS_JSON_H

#include "bench/results.h"

/* One execution of a cell, as its cell.json tells it. */
struct result_repeat {
  bool measured; /* outcome "done" */
  double values[METRIC_COUNT];
};

/* Fills everything of `results` but cells and varied. */
enum status results_read_run(struct results *results, const char *path, struct error *error);

/* Reads one repeat and adds to the cell what repeats share (names, params), what
 * merges (latency), the graver verdict and its reasons. `number` is the repeat's
 * position, from 1; the first measured repeat gives the cell's seconds. */
enum status results_read_repeat(struct result_cell *cell, struct result_repeat *repeat,
                                const char *path, size_t number, struct error *error);

#endif
