/* Whether the values of one group lie above those of another, in one stratum or in several:
 * the test of Mann and Whitney ("On a test of whether one of two random variables is
 * stochastically larger than the other", Annals of Mathematical Statistics 18, 1947), summed
 * over strata; exact and two-sided.
 *
 * Nothing is assumed of the distribution but that repeats are independent. If both groups of
 * a stratum come from one, every choice of which of its values are the second group's is as
 * likely as any other. The statistic is the number of pairs, one value of each group and both
 * of one stratum, in which the second is the greater (equal ones count half); p is the share
 * of the choices that take this number at least as far from its mean as the one observed.
 * Strata do not touch each other: a stratum in which everything is slower shifts nothing
 * (Lehmann, "Nonparametrics", 1975, sections 1.4 and 3.3).
 *
 * Groups that lie along an axis, in order, are tested for a trend by splits: each group but
 * the first against all that come before it. Their sum is the statistic of Jonckheere and
 * Terpstra ("A distribution-free k-sample test against ordered alternatives", Biometrika 41,
 * 1954); without ties the splits are independent, which makes it exact. */
#ifndef BENCH_JUDGE_RANK_TEST_H
#define BENCH_JUDGE_RANK_TEST_H

#include <stdbool.h>
#include <stddef.h>

/* Beyond so many values in a split the statistic is taken as normal. */
enum { RANK_EXACT_MAX = 60 };

/* The two groups of a stratum. Borrowed; no value is NAN. Splits with an empty group count
 * for nothing. */
struct rank_split {
  const double *first, *second;
  size_t first_count, second_count;
};

/* The p of the test, 0 to 1; 1 where no split has two groups. -1 without memory. */
double rank_p(const struct rank_split *splits, size_t count);

/* The least that rank_p can be for groups of these sizes. */
double rank_p_least(const struct rank_split *splits, size_t count);

/* Above 0 where more than half of the pairs have the greater value in the second group, below 0
 * where fewer. */
double rank_lean(const struct rank_split *splits, size_t count);

/* How many times the second group's values are the first's. */
struct rank_ratio {
  double ratio;     /* the median over all pairs of a stratum (Hodges and Lehmann 1963) */
  double low, high; /* the ratios that the test does not refuse at the 5 % level */
  bool interval;    /* false: too few values for one; low and high are the range of the pairs */
};

/* All NAN where a value is not above 0, or no split has two groups. */
struct rank_ratio rank_ratio(const struct rank_split *splits, size_t count);

/* Corrects each p for being one of `count`: step down, after Holm ("A simple sequentially rejective
 * multiple test procedure", Scandinavian Journal of Statistics 6, 1979). Of runs without any
 * difference, then, no more than the share `level` have a p below that level, however the tests
 * depend on one another. */
void holm_adjust(double *p, size_t count);

#endif
