/* How many repeats tell on which side of a limit a figure's median lies. */
#ifndef BENCH_JUDGE_SIDE_REPEATS_H
#define BENCH_JUDGE_SIDE_REPEATS_H

#include <stddef.h>

enum { SIDE_REPEATS_MAX = 1000 };

/* Of `count` repeats `agreeing` lie on the one side of the limit. Returns the least number of
 * repeats, more than `count`, with which the 95 % interval of the median (bench/judge/interval.h)
 * lies wholly on that side in four of five runs, if each repeat lies there with the probability
 * agreeing / count; 0 where more than SIDE_REPEATS_MAX would be needed. `count` is at least 1.
 *
 * The interval is exact and assumes nothing of the distribution: with n repeats it ends at the k-th
 * value from the end, so it lies on that side where at most k - 1 repeats do not. */
size_t side_repeats(size_t agreeing, size_t count);

#endif
