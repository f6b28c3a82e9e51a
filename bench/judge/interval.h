/* The interval of a median, from the order of the values alone: it holds whatever their
 * distribution is. */
#ifndef BENCH_JUDGE_INTERVAL_H
#define BENCH_JUDGE_INTERVAL_H

#include <stddef.h>

/* The level of the intervals that are printed. */
#define INTERVAL_LEVEL 0.95

struct interval {
  double median, low, high;
  const char *kind; /* "range"; "median 95 %", or "median" of another level */
};

/* The interval of `count` >= 1 values, which it sorts. It covers the median of their distribution
 * with a probability of `level` (0.5 to 1, both excluded) or more: from the k-th value to the k-th
 * from the end, with the greatest k for which P(Binomial(count, 1/2) < k) <= (1 - level) / 2
 * (David and Nagaraja, "Order Statistics", 3rd edition, 2003, section 7.1). Fewer values than
 * interval_repeats_min have their range instead. */
struct interval interval_at(double *values, size_t count, double level);

/* The least number of values that have an interval of that level: 6 for 0.95, 8 for 0.99. */
size_t interval_repeats_min(double level);

#endif
