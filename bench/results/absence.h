/* Why a figure of a cell is null, as exactly as it is known. */
#ifndef BENCH_RESULTS_ABSENCE_H
#define BENCH_RESULTS_ABSENCE_H

#include <jansson.h>

#include "bench/results/measurement.h"
#include "documents/figures.h"

/* A sentence without a full stop; "" where null says it all. Borrowed, as long as `measurement`. */
const char *absence_of(enum figure figure, const json_t *document,
                       const struct measurement *measurement);

/* A contract: each beginning of a path that the reasons go by is that of a column. */
void absence_check(void);

#endif
