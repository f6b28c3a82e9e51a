/* One comparison of a report: a figure of cells that differ along one axis, over strata that
 * differ in everything else, with its test. Pure. */
#ifndef BENCH_ANSWERS_COMPARISON_H
#define BENCH_ANSWERS_COMPARISON_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/base/compared_figures.h"
#include "bench/judge/rank_test.h"
#include "bench/results/results.h"

/* What corrected tests of a report call different, all together in one of twenty reports of
 * equals. */
#define COMPARISON_LEVEL 0.05

enum finding {
  FINDING_UNTESTABLE, /* too few repeats */
  FINDING_LEVEL,      /* not told apart; counted: the same, or not the same in every repeat */
  FINDING_LESS,       /* the last level's figure is less than the first's */
  FINDING_GREATER,
};

struct comparison {
  const struct compared_figure *figure;
  const char *axis;                 /* "transport", "engine", "variant", or a parameter */
  const char **levels;              /* its values, in order; owned array of borrowed texts */
  size_t level_count;               /* at least 2; more: a trend is tested */
  int transport;                    /* of all its cells; -1 where they differ in it */
  const char *at_name, *at;         /* of the last level, for an axis that the first does not heed:
                                       "interval_ms", "100"; NULL */
  const struct result_cell **cells; /* [stratum * level_count + level]; owned array */
  size_t strata;                    /* at least 1 */
  size_t repeats_least, repeats_most; /* of a cell */
  double p_least, p;                  /* NAN where it is counted */
  double lean;                        /* above 0 where the figure grows from the first level on */
  double corrected;        /* p, for all tests of the report; NAN where it was not tested */
  struct rank_ratio ratio; /* of the last level to the first */
  enum finding finding;
};

/* The cell's value on an axis: NULL where it has none. Borrowed. */
const char *comparison_axis_text(const struct result_cell *cell, const char *axis);

const struct result_cell *comparison_cell(const struct comparison *comparison, size_t stratum,
                                          size_t level);

/* Fills p, ratio, repeats and, for counted figures, the finding. False without memory. */
bool comparison_test(struct comparison *comparison);

/* Says the finding of a tested one by its corrected p. */
void comparison_judge(struct comparison *comparison);

/* Of counted figures, in one stratum alone. */
enum finding comparison_stratum_finding(const struct comparison *comparison, size_t stratum);

/* How many times the last level's median is the first's, in one stratum; NAN by 0. */
double comparison_stratum_ratio(const struct comparison *comparison, size_t stratum);

#endif
