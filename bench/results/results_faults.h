/* Faults and the series of a cell.json, read into plain structs. */
#ifndef BENCH_RESULTS_RESULTS_FAULTS_H
#define BENCH_RESULTS_RESULTS_FAULTS_H

#include <jansson.h>

#include "bench/results/results.h"

/* Of the cell's first measured repeat; nothing where there were no faults. */
enum status results_read_faults(struct result_cell *cell, const json_t *document,
                                struct error *error);

#endif
