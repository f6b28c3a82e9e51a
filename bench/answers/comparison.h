/* One comparison of a report: a figure at several levels of one axis, with its test. Cells that are
 * alike in everything but the axis form a stratum; the test takes all strata together. Pure. */
#ifndef BENCH_ANSWERS_COMPARISON_H
#define BENCH_ANSWERS_COMPARISON_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/base/compared_figures.h"
#include "bench/judge/rank_test.h"
#include "bench/results/results.h"

/* The significance level of a report's corrected tests: where nothing differs, one report in twenty
 * finds a difference. */
#define COMPARISON_LEVEL 0.05

enum finding {
  FINDING_UNTESTABLE, /* too few repeats */
  FINDING_LEVEL,      /* no significant difference; counted: the repeats overlap */
  FINDING_LESS,       /* the last level's figure is less than the first's */
  FINDING_GREATER,
};

struct comparison {
  const struct compared_figure *figure;
  const char *axis;         /* "transport", "engine", "variant", or a parameter */
  const char **levels;      /* the axis's values, in order; owned array of borrowed texts */
  size_t level_count;       /* at least 2; with more, a trend is tested */
  int transport;            /* of all cells; -1 where they differ in it */
  const char *at_name, *at; /* parameter and value of the last level, where the first ignores
                             * it: "interval_ms", "100"; else NULL */
  const struct result_cell **cells;   /* [stratum * level_count + level]; owned array */
  size_t strata;                      /* at least 1 */
  size_t repeats_least, repeats_most; /* of any cell */
  double p_least, p;                  /* NAN for counted figures */
  double lean;                        /* above 0 where the figure grows from first to last level */
  double corrected;        /* p, corrected for all tests of the report; NAN where untested */
  struct rank_ratio ratio; /* of the last level to the first */
  enum finding finding;
};

/* The cell's value on an axis; NULL where it has none. Borrowed. */
const char *comparison_axis_text(const struct result_cell *cell, const char *axis);

const struct result_cell *comparison_cell(const struct comparison *comparison, size_t stratum,
                                          size_t level);

/* Fills p, ratio, repeats and, for counted figures, the finding. False without memory. */
bool comparison_test(struct comparison *comparison);

/* Sets the finding of a tested comparison by its corrected p. */
void comparison_judge(struct comparison *comparison);

/* The finding for a counted figure in one stratum. */
enum finding comparison_stratum_finding(const struct comparison *comparison, size_t stratum);

/* The last level's median divided by the first's, in one stratum; NAN where that is 0. */
double comparison_stratum_ratio(const struct comparison *comparison, size_t stratum);

#endif
