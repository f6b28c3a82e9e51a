/* The sentences of a comparison, for the terminal and for Markdown. */
#ifndef BENCH_COMPARE_COMPARISON_WORDS_H
#define BENCH_COMPARE_COMPARISON_WORDS_H

#include "bench/compare/notes.h"
#include "bench/compare/run_comparison.h"

/* "A: results/a: default, 2026-11-26T15:46:24Z, commit 6bd2f3c5e8f1" */
void say_runs(const struct run_comparison *comparison, struct notes *out);

/* What is called and what is not, since the machine may have moved between the runs; what the
 * baseline is, or how to record one. */
void say_method(const struct run_comparison *comparison, struct notes *out);

/* The figures that are worse, and better, and how many are not called. */
void say_findings(const struct run_comparison *comparison, struct notes *out);

/* The cells that have no partner, and those that cannot be compared. */
void say_left_out(const struct run_comparison *comparison, struct notes *out);

/* The name of a cell for people, by its run. */
struct words pair_words(const struct run_comparison *comparison, const struct cell_pair *pair);

#endif
