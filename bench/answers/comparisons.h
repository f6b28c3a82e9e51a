/* Which comparisons a report makes: those that answer its experiment's question, along its own
 * axes, and no others, since each more makes all of them less certain. */
#ifndef BENCH_ANSWERS_COMPARISONS_H
#define BENCH_ANSWERS_COMPARISONS_H

#include <stdio.h>

#include "bench/answers/comparison.h"
#include "bench/results/results.h"
#include "common/base/status.h"

struct comparisons {
  struct comparison *items;
  size_t count;
  size_t tested; /* of them with so many repeats that they can be told apart: p is corrected for
                    being one of so many */
};

/* The axes are those that the experiment's "asks" names; else its swept parameters and its
 * variants; where it has neither, transports and engines, and none where it has faults, whose
 * question is what these did.
 *
 *   transport, engine   each pair of values, over the strata of the other
 *   variant             each variant with its base, transport by transport, over engines and
 *                       swept parameters
 *   a parameter         transport by transport, from its first value to the last: a trend where
 *                       it is a number, else each value with the first; and each value, where
 *                       only some transports heed it, with each transport that does not
 *
 * Cells that may not be ranked (result_unranked) are in none. The results must outlive the
 * comparisons. Release is safe on a zeroed struct. */
enum status comparisons_make(struct comparisons *comparisons, const struct results *results,
                             struct error *error);
void comparisons_release(struct comparisons *comparisons);

/* How many repeats of each cell would let all of them be told apart; 0 where there is nothing
 * that is tested. */
size_t comparisons_repeats_needed(const struct comparisons *comparisons);

/* A row for each, below a row of names: figure, axis, from, to, transport, at, strata, repeats,
 * from_median, to_median (of the first stratum), ratio, low, high, interval (95 % or range), p,
 * corrected_p, basis (tested or counted), finding (greater, less, level, untestable). An empty
 * field is not known. */
void comparisons_write(FILE *out, const struct comparisons *comparisons);

/* comparisons.tsv of a run's folder; none where nothing is compared. */
enum status comparisons_file_write(const struct comparisons *comparisons, const char *run_folder,
                                   struct error *error);

#endif
