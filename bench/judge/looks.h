/* When a run may stop because its figures are precise enough, and the level of its intervals then.
 *
 * A run that stops as soon as its 95 % intervals are narrow enough stops where they are narrow by
 * chance: they then cover the median less often than they say. Here a run looks only after fixed
 * numbers of repeats, and the 5 % by which an interval may miss are split between the looks. Each
 * look's interval misses with at most its own share, whenever the run stops; by Bonferroni's
 * inequality the interval of the look at which it stopped misses with at most the sum, 5 %
 * (Jennison and Turnbull, "Interim analyses: the repeated confidence interval approach", Journal of
 * the Royal Statistical Society B 51, 1989).
 *
 * The intervals are exact order statistics, whose levels come in steps. The shares are chosen so
 * that each look just reaches a step: the 1st and 8th of 8 values miss with 0.78 %, the 4th and
 * 13th of 16 with 2.13 %, the 10th and 23rd of 32 with 2.01 %. Equal shares of 1.67 % would take
 * the 3rd and 14th of 16, and the 9th and 24th of 32: wider intervals, from which nothing is
 * gained. */
#ifndef BENCH_JUDGE_LOOKS_H
#define BENCH_JUDGE_LOOKS_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/judge/interval.h"

enum { LOOKS = 3, LOOKS_REPEATS_FIRST = 8, LOOKS_REPEATS_LAST = 32 };

struct look {
  size_t repeats;
  double level; /* of its intervals, 0 to 1 */
};

/* In the order of their repeats. The sum of 1 - level is 5 %. */
extern const struct look looks[LOOKS];

/* Whether a run of at most `most` repeats looks after so many. */
bool look_is_at(size_t repeats, size_t most);

/* The repeats of the next look after so many; `most` where there is none before that. */
size_t look_next(size_t repeats, size_t most);

/* The level of intervals of a run that ended after so many repeats: that of the look then, or of
 * the next one where it was ended in between; of the last one beyond it. */
double look_level(size_t repeats);

/* How far the interval's farther end is from its median, as a share of the median: 0.05 for ±5 %.
 * 0 where both ends are the median, INFINITY where the median is 0 and an end is not. */
double interval_width_share(const struct interval *interval);

#endif
