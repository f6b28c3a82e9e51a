/* A baseline: runs of one build on one machine, recorded by `pushbench baseline` over hours. It
 * says by how much two runs differ when nothing was changed. */
#ifndef BENCH_COMPARE_BASELINE_H
#define BENCH_COMPARE_BASELINE_H

#include "bench/compare/cell_match.h"
#include "bench/judge/run_spread.h"

/* Where `pushbench baseline` writes, and `pushbench compare` looks. */
#define BASELINES_FOLDER "results/baselines"

struct baseline_run {
  struct compared_run run;
  struct cell_index index;
};

struct baseline {
  struct path folder;
  struct baseline_run *runs; /* in the order of their folders' numbers */
  size_t count;
  size_t left_out; /* runs that did not come to their end */
};

/* Reads the runs in the folder: its sub-folders 1, 2, 3 … STATUS_USAGE where there is none, or they
 * are of several builds or machines, or a run cannot be read. Release is safe on a zeroed struct.
 */
enum status baseline_load(struct baseline *baseline, const char *folder, struct error *error);
void baseline_release(struct baseline *baseline);

/* Why it says nothing on the difference of A and B: they are of another machine or time_scale, it
 * has none of their cells, or too few runs; "" where it does. */
struct words baseline_unfit(const struct baseline *baseline, const struct compared_pair *pair);

/* Loads the newest of the baselines in BASELINES_FOLDER that fits A and B. Without one the baseline
 * has no runs, and `why` says why the newest did not fit; "" where there is none at all. */
enum status baseline_search(struct baseline *baseline, const struct compared_pair *pair,
                            struct words *why, struct error *error);

/* Seconds from the beginning of the first run to that of the last; NAN where not known. */
double baseline_span_s(const struct baseline *baseline);

/* The spread of the medians of a figure in the cells of that key. Cells that must not be ranked are
 * left out. *repeats becomes the least number of repeats behind a median. */
struct run_spread baseline_spread(const struct baseline *baseline, const char *key,
                                  const char *name, enum figure figure, size_t *repeats);

/* Whether two runs or more have the figure in that cell, and the same value in each repeat: it then
 * follows from the load alone. */
bool baseline_is_exact(const struct baseline *baseline, const char *key, const char *name,
                       enum figure figure);

#endif
