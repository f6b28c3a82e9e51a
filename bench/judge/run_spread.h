/* How far a figure's medians of several runs lie apart when nothing was changed: runs of the same
 * build on the same machine, hours apart.
 *
 * The logarithms of these medians are taken as normal, with one spread for all runs of the machine.
 * Their standard deviation s, from `runs` runs, has runs - 1 degrees of freedom; the difference of
 * two further runs has the standard deviation s * sqrt(2). So |ln(B / A)| / (s * sqrt(2)) has
 * Student's t distribution where nothing was changed, and two runs differ with probability p by
 * more than the factor exp(t(p, runs - 1) * sqrt(2) * s). With very many runs and p = 5 % that is
 * exp(2.77 s): the repeatability limit r = 2.8 s of ISO 5725-6 ("Accuracy (trueness and precision)
 * of measurement methods and results, Part 6: Use in practice of accuracy values", 1994, 4.1), here
 * of logarithms and with the t distribution in place of the normal one, since s comes from few
 * runs.
 *
 * The spread contains what changes between runs of the baseline, and nothing else: runs that are
 * days apart may differ by more than runs within some hours. */
#ifndef BENCH_JUDGE_RUN_SPREAD_H
#define BENCH_JUDGE_RUN_SPREAD_H

#include <stddef.h>

/* Fewer runs give no spread. At p = 5 % the limit is 3.9 s with five runs, 3.3 s with eight, 3.0 s
 * with twenty; with four it would be 4.5 s, with two 18 s. */
enum { RUN_SPREAD_RUNS_MIN = 5 };

struct run_spread {
  size_t runs;      /* that have the figure */
  double deviation; /* standard deviation of the logarithms; NAN where there is no spread */
};

/* Of the medians of `count` runs. There is no spread where they are too few, or one is not above 0.
 */
struct run_spread run_spread_of(const double *medians, size_t count);

/* The probability with which two runs differ by this factor or more, in either direction, where
 * nothing was changed: 0 to 1; NAN without a spread, or where the ratio is not above 0. */
double run_spread_p(const struct run_spread *spread, double ratio);

/* The factor, 1 or more, beyond which two runs differ with probability p (above 1e-9) where nothing
 * was changed; NAN without a spread. */
double run_spread_limit(const struct run_spread *spread, double p);

#endif
