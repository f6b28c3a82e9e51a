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

/* Contract: the path of some column begins so. */
void absence_beginning_check(const char *beginning);

/* The same for each beginning in the tables of reasons. The program calls it when it starts. */
void absence_check(void);

#endif
