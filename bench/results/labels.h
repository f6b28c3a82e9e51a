/* How cells and verdicts are named for people. */
#ifndef BENCH_RESULTS_LABELS_H
#define BENCH_RESULTS_LABELS_H

#include "bench/results/results.h"
#include "common/base/numerals.h"

/* The varied parameters that the cell heeds: "interval 250 ms, payload 64 B";
 * empty when there are none. */
struct words words_condition(const struct results *results, const struct result_cell *cell);

/* "100 users, 10 messages/s periodic, 64 B payload, 10 s": what the cells have in
 * common. */
struct words words_workload(const struct results *results);

const char *verdict_words(enum verdict_grade grade);

#endif
