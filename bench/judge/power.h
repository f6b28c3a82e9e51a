/* How many repeats would tell a change, and what change so many repeats tell: planned from the
 * spread of the repeats at hand.
 *
 *   repeats = (z(1 - a/2) + z(0.8))^2 / (e (change / spread)^2) + z(1 - a/2)^2 / 2
 *
 * where a is the level of the two-sided test, z the normal quantile, and e the efficiency of the
 * test relative to that of Student on normal values: 3/pi for signed ranks and 2/pi for a median
 * (Hodges and Lehmann, "The efficiency of some nonparametric competitors of the t-test", Annals of
 * Mathematical Statistics 27, 1956). The last term is for the spread's being unknown (Guenther,
 * "Sample size formulas for normal theory t tests", The American Statistician 35, 1981). With so
 * many repeats, four in five runs tell a change of that size. Pure; no errors. */
#ifndef BENCH_JUDGE_POWER_H
#define BENCH_JUDGE_POWER_H

#include <stddef.h>

/* The share of the runs that tell the change. */
#define POWER_WANTED 0.8

enum power_test {
  POWER_OF_PAIRS,  /* bench/judge/paired_test.h: repeats are pairs, values their log ratios */
  POWER_OF_MEDIAN, /* bench/judge/interval.h: whether the interval has a value */
};

/* The standard deviation, from the mean distance of each two values: it is moved less by a few
 * values far off (David, "Gini's mean difference rediscovered", Biometrika 55, 1968). Sorts the
 * values; NAN for fewer than two. */
double power_spread(double *values, size_t count);

/* The repeats that tell a change of that size, in the unit of the spread, either way; never fewer
 * than can at that level (0.05). INFINITY where the change is 0 or not a number. */
double power_repeats(enum power_test test, double change, double spread, double level);

/* The least change that so many repeats tell; INFINITY where they are too few for any. */
double power_change(enum power_test test, size_t repeats, double spread, double level);

#endif
