/* How much of a printed figure may be the machine's doing, or other programs'.
 *
 * A quantile v of the latency, at q (0.5 for p50), was measured among delays that are not the
 * transport's: the client's loop was late, the publisher was, or the processor was taken away.
 * How long one would have been kept waiting is known at the instants of a grid
 * (bench/measure/noise.h, clients/net/loop_lag.h), or for each message (the publisher). The meter's
 * histogram in the cell is compared with the idle machine's (bench/measure/idle.h):
 *
 *   level    what the idle machine shows, its p99: delays up to there are excused
 *   s(x)     share of the time in which the delay was over level + x, less the share in
 *            which it is on the idle machine. A standstill of 0.25 s in a phase of 30 s is
 *            s = 0.8 % for every x below its length
 *
 * What came at a time without such a delay was late by no more than level + x. So at most
 * s(x) of the deliveries were moved by more, from wherever they would have been; the rest
 * lost at most x. In the worst case those were the latest of all, and the undisturbed
 * quantile would be the measured one at q - s(x), less x. Whatever x is, it is not below
 * that: the greatest over x up to a tenth of v is the bound, and what is above it may be
 * the delays'. A quantile with as many deliveries just below it as there were disturbed ones
 * is safe; one that stands alone behind a gap is not. Apart from its value, p99 means that one
 * in a hundred deliveries is slower: where more than half of those may be the ones that were
 * moved, it says more of the standstill than of the transport.
 *
 * A publisher whose server is busy with the message before waits for its processor: that is the
 * server's own doing, and excused for as long as one message takes it (own_ns).
 *
 * A grid of 10 ms tells how long a standstill was to one instant: of what it saw, one is
 * taken away. Of the publisher's lags each is known.
 *
 * Of other programs it is known for which share of the time they had the processor, not for
 * how long at once: x is 0, and s that share.
 *
 * All are shares, 0 (nothing) to 1. Pure; no errors. */
#ifndef BENCH_JUDGE_DISTURBANCE_H
#define BENCH_JUDGE_DISTURBANCE_H

#include <stdbool.h>

#include "common/stats/histogram.h"

/* A figure is disturbed where more than this share of it may not be its own. */
#define DISTURBANCE_SHARE_MAX 0.1

/* Of the deliveries beyond a quantile. */
#define DISTURBANCE_TAIL_SHARE_MAX 0.5

struct delays {
  const struct histogram *seen, *idle; /* an empty `idle` excuses nothing */
  bool sampled;                        /* at instants of a grid; else each is known */
  double own_ns;                       /* excused beside the idle level: the cell's own work */
};

/* Of the latency's quantile. 0 where nothing was delivered or seen. */
double disturbance_of_quantile(const struct histogram *latency, double quantile,
                               const struct delays *delays);

/* Of the deliveries beyond it: those that may have been moved by more than a tenth of it. */
double disturbance_of_tail(const struct histogram *latency, double quantile,
                           const struct delays *delays);

/* The same where s is known and x is not. */
double disturbance_of_quantile_by_share(const struct histogram *latency, double quantile,
                                        double share);

/* The share of time in which a meter saw more than the idle machine shows. */
double disturbance_of_time(const struct delays *delays);

/* The share of a processor that others had: what was seen in span_s seconds, beyond what the
 * idle machine showed in idle_span_s, as far as the kernel's count of the processor's time
 * can tell them apart: it goes by PROCESSOR_TICK_S, at either end of a span. */
#define PROCESSOR_TICK_S 0.01
double disturbance_by_others(double seen_share, double span_s, double idle_share,
                             double idle_span_s);

#endif
