/* Writes the answers to a run's limits as JUnit XML, which CI systems show as tests. */
#ifndef BENCH_LIMITS_JUNIT_H
#define BENCH_LIMITS_JUNIT_H

#include <stdio.h>

#include "bench/limits/expectation_answers.h"

/* One test case for each limit and cell: its class is EXPERIMENT.CELL, its name the limit. A broken
 * limit is a failure, a cell that is not valid an error; a limit that cannot be told, or has no
 * cell, is skipped. Each has its reason as the message. A run that did not come to its end has one
 * more case, which is skipped, too. There is no schema by JUnit itself; the elements and attributes
 * are those of its Ant task, which CI systems read. */
void junit_write(FILE *out, const struct expectation_answers *answers);

#endif
