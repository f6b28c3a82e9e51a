/* Whether the second value of each pair tends to be greater or less than the first: the signed-rank
 * test of Wilcoxon ("Individual comparisons by ranking methods", Biometrics Bulletin 1, 1945),
 * exact and two-sided.
 *
 * The differences are those of logarithms, so that a pair counts by its ratio; where a value is not
 * above 0 they are those of the values. They are ranked by their size. If both values of a pair
 * come from one distribution, each difference has either sign with equal probability, whatever the
 * distribution is and however it changes from pair to pair. The statistic is the sum of the ranks
 * of the positive differences; p is the share of all choices of signs that take this sum at least
 * as far from its mean as the one observed. Equal sizes share the mean of their ranks. Pairs
 * without a difference keep the lowest ranks and have no sign (Pratt, "Remarks on zeros and ties in
 * the Wilcoxon signed rank procedures", Journal of the American Statistical Association 54, 1959).
 *
 * Pure; values are borrowed, finite, and `count` pairs of them. */
#ifndef BENCH_JUDGE_PAIRED_TEST_H
#define BENCH_JUDGE_PAIRED_TEST_H

#include <stddef.h>

#include "bench/judge/rank_test.h"

/* Beyond so many pairs the statistic is taken as normal. */
enum { PAIRED_EXACT_MAX = 200 };

/* The p of the test, 0 to 1; 1 where no pair differs. -1 without memory. */
double paired_p(const double *first, const double *second, size_t count);

/* The least that paired_p can be for so many pairs. */
double paired_p_least(size_t count);

/* The least number of pairs with which p can be below `level`: 6 for 0.05, 8 for 0.01. */
size_t paired_count_min(double level);

/* Above 0 where the ranks of positive differences are the greater sum, below 0 where they are the
 * less. 0 without memory. */
double paired_lean(const double *first, const double *second, size_t count);

/* How many times the second values are the first: the median of the ratios, of each pair and of the
 * geometric mean of each two (Hodges and Lehmann, "Estimates of location based on rank tests",
 * Annals of Mathematical Statistics 34, 1963). The interval has the ratios that the test does not
 * refuse; it covers a ratio that is the same for all pairs with a probability of `level` (0.95) or
 * more. All NAN where a value is not above 0, there is no pair, or no memory. */
struct rank_ratio paired_ratio_at(const double *first, const double *second, size_t count,
                                  double level);

struct rank_ratio paired_ratio(const double *first, const double *second, size_t count); /* 95 % */

#endif
