/* The standard normal distribution. */
#ifndef BENCH_JUDGE_NORMAL_H
#define BENCH_JUDGE_NORMAL_H

/* The share of the distribution that lies beyond x on either side, as p of a two-sided test. */
double normal_beyond(double x);

/* The value below which the share p (0 to 1, both excluded) lies: 1.96 for 0.975. */
double normal_quantile(double p);

#endif
