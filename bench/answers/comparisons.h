/* Makes the comparisons that answer an experiment's question. There are no others, since every
 * additional test makes all of them less certain. */
#ifndef BENCH_ANSWERS_COMPARISONS_H
#define BENCH_ANSWERS_COMPARISONS_H

#include <stdio.h>

#include "bench/answers/comparison.h"
#include "bench/results/results.h"
#include "common/base/status.h"

struct comparisons {
  struct comparison *items;
  size_t count;
  size_t tested; /* those with enough repeats for a test; p is corrected for this number */
};

/* The axes are those that the experiment's "asks" names. Without these they are its varied
 * parameters and variants; where it varies nothing, transports and engines. An experiment with
 * faults that asks nothing gets no comparisons: its question is what the faults did.
 *
 *   transport, engine   each pair of values, with the values of the other as strata
 *   variant             each variant with its base, for each transport; engines and varied
 *                       parameters are strata
 *   a parameter         for each transport that it applies to: a trend over its values where they
 *                       are numbers, otherwise each value with the first; and each value with each
 *                       transport that ignores the parameter
 *
 * The builds of a run of two are strata: bench/versus/versus.h compares them, round by round.
 *
 * Cells that must not be ranked (result_unranked) are left out. The results must outlive the
 * comparisons. Release is safe on a zeroed struct. */
enum status comparisons_make(struct comparisons *comparisons, const struct results *results,
                             struct error *error);
void comparisons_release(struct comparisons *comparisons);

/* The number of repeats of each cell with which all comparisons could be tested; 0 where no figure
 * is of the tested kind. */
size_t comparisons_repeats_needed(const struct comparisons *comparisons);

/* Writes a row for each, below a row of names: figure, axis, from, to, transport, at, strata,
 * repeats, from_median, to_median (of the first stratum), ratio, low, high, interval (95 % or
 * range), p, corrected_p, basis (tested or counted), finding (greater, less, level, untestable). A
 * field is empty where there is no value. */
void comparisons_write(FILE *out, const struct comparisons *comparisons);

/* Writes comparisons.tsv into a run's folder; no file where nothing is compared. */
enum status comparisons_file_write(const struct comparisons *comparisons, const char *run_folder,
                                   struct error *error);

#endif
