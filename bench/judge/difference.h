/* Whether two sets of repeats differ, by the test of Mann and Whitney (bench/judge/rank_test.h):
 * one pair of sets, at the 5 % level, not corrected for being one of many. */
#ifndef BENCH_JUDGE_DIFFERENCE_H
#define BENCH_JUDGE_DIFFERENCE_H

#include <stdbool.h>
#include <stddef.h>

#define DIFFERENCE_LEVEL 0.05

struct difference {
  double ratio;        /* median of the second set / median of the first; NAN where that is 0 */
  double p;            /* 0..1; 1 where either set is empty */
  size_t first, count; /* values of the first set, and of both */
  bool testable;       /* sets of these sizes can differ at DIFFERENCE_LEVEL: 4 and 4, or 3 and 5 */
};

/* No value is NAN. Sets ratio to NAN where a set is empty. Without memory p is 1 and
 * testable false. */
struct difference difference_of(const double *first, size_t first_count, const double *second,
                                size_t second_count);

static inline bool difference_called(const struct difference *difference) {
  return difference->testable && difference->p < DIFFERENCE_LEVEL;
}

#endif
