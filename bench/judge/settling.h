/* Whether the measured phase began before the cell had settled.
 *
 * Each second of the timeline that has a message has a median latency. Compared are
 *   first   the least of the medians in the first quarter of those seconds, two of
 *           them at least: the whole beginning was as slow as this
 *   later   the nine-in-ten quantile of the others' medians: hardly any of the rest
 *           was as slow as this
 * A disturbance that hits single seconds does not make the whole first quarter slow, and one that
 * goes on and off shows in the rest too. Latencies that have no trend make `first` greater than
 * twice `later` by chance in 1.3 % of the phases of five seconds with one short poll each, and much
 * more rarely in any other. */
#ifndef BENCH_JUDGE_SETTLING_H
#define BENCH_JUDGE_SETTLING_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum { SETTLING_SECONDS_MIN = 5, SETTLING_FIRST_MIN = 2 };

struct settling {
  double first_ns, later_ns;
};

/* Compares the medians of the seconds, which are in order. False with fewer than
 * SETTLING_SECONDS_MIN. Sorts those behind the first quarter. */
bool settling_of(double *medians_ns, size_t count, struct settling *out);

/* Puts settling.first_ns and settling.later_ns into a cell.json, from its timeline;
 * nothing where it has too few seconds. */
void settling_put(json_t *document);

/* Short polls: the share of the phase's messages that its polls do not bring because nothing was
 * published in the first part of their interval. A user's first poll, at a time t of the phase that
 * is uniform in the interval T, asks for [t - T, t], and publishing began `warmup_s` before the
 * phase: it misses the rate times T - warmup - t. The mean over t, divided by the rate times the
 * phase. 0 where the warm-up lasts an interval. Times in s, above 0. */
double settling_messages_missing(double interval_s, double warmup_s, double phase_s);

#endif
