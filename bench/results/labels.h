/* Labels of cells, workloads and verdicts, for people. */
#ifndef BENCH_RESULTS_LABELS_H
#define BENCH_RESULTS_LABELS_H

#include "bench/results/results.h"
#include "common/base/numerals.h"

/* The varied parameters that apply to the cell: "interval 250 ms, payload 64 B"; empty when there
 * are none. */
struct words words_condition(const struct results *results, const struct result_cell *cell);

/* The workload that the cells have in common: "100 users, 10 messages/s, periodic arrival, 64 B
 * payload, 10 s measured". */
struct words words_workload(const struct results *results);

const char *verdict_words(enum verdict_grade grade);

#endif
