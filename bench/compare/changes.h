/* All changes from run A to run B, and the cells that cannot be compared. Pure. */
#ifndef BENCH_COMPARE_CHANGES_H
#define BENCH_COMPARE_CHANGES_H

#include "bench/compare/change.h"

/* A matched cell whose figures are not compared, since it must not be ranked in A or in B. */
struct uncompared {
  const struct cell_pair *pair;
  const char *a_reason,
      *b_reason; /* NULL where it may be ranked there; borrowed from the results */
};

struct changes {
  struct change *items; /* by figure, in the order of the tables; those of a figure by cell */
  size_t count;
  size_t tests; /* whose p were corrected together */
  struct uncompared *uncompared;
  size_t uncompared_count;
};

/* Compares each figure that reports compare, and the counts of change_counts, in each matched cell.
 * A figure that none of the two has, and a count that is 0 in both, is left out. Those that reports
 * compare only where an experiment asks for them (USE_ASKED) are called where A's or B's does,
 * or its "compare" names them for the cell.
 * What is borrowed must outlive the changes. Release is safe on a zeroed struct. */
enum status changes_make(struct changes *changes, const struct compared_pair *pair,
                         const struct baseline *baseline, const char *without_baseline,
                         struct error *error);
void changes_release(struct changes *changes);

/* Counts that are compared beside compared_figures; ends where `what` is NULL. */
extern const struct compared_figure change_counts[];

size_t changes_found(const struct changes *changes, enum change_finding finding);

/* Whether a cell that was good in A is not in B: it failed, is invalid, or lost messages. */
bool uncompared_is_worse(const struct uncompared *uncompared);

/* Whether anything is worse in B: a figure that is called, or a cell that is good no more. */
bool changes_are_worse(const struct changes *changes);

/* The number of repeats of each cell with which the tests of counts could find something; 0 where
 * they can already. */
size_t changes_repeats_needed(const struct changes *changes);

#endif
