/* Disturbance: the share of a printed figure that may come from the machine or from other programs.
 *
 * A quantile v of the latency, at q (0.5 for p50), includes delays that are not the transport's:
 * the client's loop was late, the publisher was late, or the processor was taken away. These
 * delays are known at the instants of a grid (bench/measure/noise.h, clients/net/loop_lag.h), or
 * for each message (the publisher). Their histogram in the cell is compared with the idle
 * machine's (bench/measure/idle.h):
 *
 *   level    p99 of the idle machine's delays: delays up to there are excused
 *   s(x)     share of the time in which the delay was over level + x, less the share in
 *            which it is on the idle machine. A standstill of 0.25 s in a phase of 30 s is
 *            s = 0.8 % for every x below its length
 *
 * A message that came without such a delay was late by no more than level + x. So at most s(x) of
 * the deliveries were delayed by more, and the rest by at most x. In the worst case those s(x)
 * became the latest of all, and the undisturbed quantile would be the measured one at q - s(x),
 * less x. It is not below that for any x: the greatest of these values, over x up to a tenth of v,
 * is the bound, and what is above the bound may come from the delays. A quantile is safe where as
 * many deliveries lie just below it as were disturbed; one that stands alone behind a gap is not.
 * p99 also says that one in a hundred deliveries is slower: where more than half of those may be
 * delayed ones, it describes the standstill rather than the transport.
 *
 * A publisher may wait for its processor because the server is busy with the message before. That
 * is the server's own work, and is excused for as long as one message takes (own_ns).
 *
 * A grid of 10 ms gives the length of a standstill to one instant, so one of the instants that it
 * hit is not counted. Of the publisher each lag is known.
 *
 * Of other programs only the share of the time is known in which they had the processor, not for
 * how long at once: x is 0, and s is that share.
 *
 * All are shares, 0 (nothing) to 1. Pure; no errors. */
#ifndef BENCH_JUDGE_DISTURBANCE_H
#define BENCH_JUDGE_DISTURBANCE_H

#include <stdbool.h>

#include "common/stats/histogram.h"

/* A figure is disturbed where more than this share of it may come from elsewhere. */
#define DISTURBANCE_SHARE_MAX 0.1

/* The same for the deliveries beyond a quantile. */
#define DISTURBANCE_TAIL_SHARE_MAX 0.5

struct delays {
  const struct histogram *seen, *idle; /* an empty `idle` excuses nothing */
  bool sampled;                        /* at instants of a grid; else every delay is known */
  double own_ns;                       /* excused beside the idle level: the cell's own work */
};

/* The share of the latency's quantile. 0 where nothing was delivered or seen. */
double disturbance_of_quantile(const struct histogram *latency, double quantile,
                               const struct delays *delays);

/* The share of the deliveries beyond it: those that may have been delayed by more than a tenth of
 * it. */
double disturbance_of_tail(const struct histogram *latency, double quantile,
                           const struct delays *delays);

/* The share of the latency's quantile where s is known and x is not. */
double disturbance_of_quantile_by_share(const struct histogram *latency, double quantile,
                                        double share);

/* The share of time in which a meter saw more than the idle machine shows. */
double disturbance_of_time(const struct delays *delays);

/* The share of a processor that other programs had: seen_share of span_s seconds, less what the
 * idle machine showed in idle_span_s, and less the error of the kernel's count, which is
 * PROCESSOR_TICK_S at either end of a span. */
#define PROCESSOR_TICK_S 0.01
double disturbance_by_others(double seen_share, double span_s, double idle_share,
                             double idle_span_s);

#endif
