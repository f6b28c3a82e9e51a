/* The reason why a figure of a cell is null. */
#ifndef BENCH_RESULTS_ABSENCE_H
#define BENCH_RESULTS_ABSENCE_H

#include <jansson.h>

#include "bench/results/measurement.h"
#include "documents/figures.h"

/* A sentence without a full stop; "" where null needs no reason. It lives as long as
 * `measurement`. */
const char *absence_of(enum figure figure, const json_t *document,
                       const struct measurement *measurement);

/* Contract: each beginning of a path in the tables of reasons is that of some column. */
void absence_check(void);

#endif
