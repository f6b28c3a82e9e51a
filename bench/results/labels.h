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

/* The median with its interval: "844 µs (95 %: 820 µs to 870 µs)"; with the range, "(repeats: …)",
 * where the repeats are too few. The median alone where both ends are written like it. */
struct words words_range(const struct figure_range *range, struct words (*words)(double value));

const char *verdict_words(enum verdict_grade grade);

#endif
