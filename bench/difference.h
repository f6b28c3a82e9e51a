/* Whether two sets of repeats differ: the test of Mann and Whitney ("On a test of
 * whether one of two random variables is stochastically larger than the other", Annals
 * of Mathematical Statistics 18, 1947), exact and two-sided.
 *
 * Nothing is assumed of the distribution but that repeats are independent. If both sets
 * come from one, every choice of which values are the first set's is as likely as any
 * other: p is the share of those choices whose sum of ranks is at least as far from its
 * mean as the one that was observed. Values that are equal share the mean of their
 * ranks, and p is that of the ranks as they are (Lehmann, "Nonparametrics", 1975,
 * section 1.4). Above DIFFERENCE_EXACT_MAX values the sum is taken as normal, with its
 * variance corrected for ties. */
#ifndef BENCH_DIFFERENCE_H
#define BENCH_DIFFERENCE_H

#include <stdbool.h>
#include <stddef.h>

#define DIFFERENCE_LEVEL 0.05

enum { DIFFERENCE_EXACT_MAX = 60 };

struct difference {
  double ratio;        /* median of the second set by that of the first; NAN by 0 */
  double p;            /* 0..1; 1 where either set is empty */
  size_t first, count; /* values of the first set, and of both */
  bool testable;       /* so many values can differ at DIFFERENCE_LEVEL: 4 and 4, or 3 and 5 */
};

/* No value is NAN. Sets ratio to NAN where a set is empty. Without memory p is 1 and
 * testable false. */
struct difference difference_of(const double *first, size_t first_count, const double *second,
                                size_t second_count);

static inline bool difference_called(const struct difference *difference) {
  return difference->testable && difference->p < DIFFERENCE_LEVEL;
}

#endif
