/* The change of a cell's figure from a base, as limits of changes are judged by it. Who has a base
 * (another build in the same run, a run that was recorded before) fills it in. */
#ifndef BENCH_VERSUS_FIGURE_CHANGE_H
#define BENCH_VERSUS_FIGURE_CHANGE_H

#include <stddef.h>

#include "bench/judge/rank_test.h"
#include "bench/results/results.h"
#include "common/base/numerals.h"

struct figure_change {
  struct rank_ratio ratio;       /* of the run to the base, with its 95 % interval */
  struct figure_range base, run; /* over their repeats; NAN where one does not have the figure */
  size_t pairs;                  /* rounds, or the repeats of the one that has fewer */
  size_t pairs_min;              /* with which the ratio has an interval */
  const char *of;                /* what is counted by them: "rounds", "repeats" */
  struct words doubt;            /* why the change is not called, whatever it is; "" for none */
};

/* Where changes come from. */
struct change_source {
  /* Of a cell of the run; a change without base and with a doubt where the base has no such cell.
   */
  struct figure_change (*change_of)(const void *context, const struct result_cell *cell,
                                    enum figure figure);
  const void *context;
};

/* A change that is not known, for that reason. */
struct figure_change figure_change_unknown(const char *doubt);

#endif
