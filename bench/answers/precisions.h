/* Whether the figures that an experiment's "until" names are as precise as it asks. */
#ifndef BENCH_ANSWERS_PRECISIONS_H
#define BENCH_ANSWERS_PRECISIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/judge/interval.h"
#include "bench/results/results.h"
#include "common/base/numerals.h"

enum precision_state {
  PRECISION_REACHED,
  PRECISION_MISSED,     /* also where there are too few values for an interval */
  PRECISION_UNMEASURED, /* no repeat has the figure, so more of them would not help */
};

/* Of one figure of one cell; borrowed from the results. */
struct precision {
  const struct result_cell *cell;
  enum figure figure;
  double bound;             /* as a share of the median */
  size_t count;             /* repeats that have the figure */
  struct interval interval; /* of the median over the repeats, at `level` below */
  double share;             /* how far it reaches, as a share of the median; NAN without one */
  enum precision_state state;
};

struct precisions {
  struct precision *items;
  size_t count, missed, unmeasured;
  size_t repeats; /* the most that a cell has */
  double level;   /* of the intervals: bench/judge/looks.h */
};

/* Of the run's bounds; none where the experiment has no "until". STATUS_ENVIRONMENT without memory.
 * Release is safe on a zeroed struct. */
enum status precisions_of(struct precisions *precisions, const struct results *results,
                          struct error *error);
void precisions_release(struct precisions *precisions);

/* Whether the run has come to its first look. */
bool precisions_looked(const struct precisions *precisions);

/* Whether the run may end: more repeats are not needed, or would not help. */
static inline bool precisions_suffice(const struct precisions *precisions) {
  return precisions->missed == 0;
}

enum { PRECISIONS_SENTENCE_BYTES = 512 };

/* How many repeats the run took, and how many figures have reached their bounds by then. */
void precisions_sentence(const struct precisions *precisions, const struct results *results,
                         char out[PRECISIONS_SENTENCE_BYTES]);

/* "−4.1 %, +7.2 %": the ends of the interval from its median; "not measured", "too few repeats". */
struct words precision_words(const struct precision *precision);

#endif
