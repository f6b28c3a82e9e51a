/* Ranks the values of an axis by a figure: transports, or servers. */
#ifndef BENCH_ANSWERS_RANKING_H
#define BENCH_ANSWERS_RANKING_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/answers/comparisons.h"

enum { RANKING_VALUES_MAX = 64 };

/* The values of one axis, in ascending order of a figure. */
struct ranking {
  const char *values[RANKING_VALUES_MAX];
  double place[RANKING_VALUES_MAX]; /* mean logarithm of the strata's medians */
  size_t count;                     /* 0 where nothing is compared */
};

struct ranking ranking_of(const struct comparisons *comparisons, const char *axis,
                          const struct compared_figure *figure);

/* The comparison of two values, NULL without one; *inverse says that its levels are `to`, `from`.
 */
const struct comparison *ranking_pair(const struct comparisons *comparisons, const char *axis,
                                      const struct compared_figure *figure, const char *from,
                                      const char *to, bool *inverse);

#endif
