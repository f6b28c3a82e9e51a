/* Computes bounds for the worst case. */
#include "bench/judge/disturbance.h"
#include "common/base/whole.h"

#include <math.h>

static const double IDLE_QUANTILE = 0.99;
enum { STEPS = 10 }; /* values of x from 0 to the tenth of the quantile */

/* The share of the values above the counter of value_ns, without `less` of them. */
static double share_above(const struct histogram *histogram, uint64_t value_ns, uint64_t less) {
  uint64_t above = 0;
  for (size_t i = histogram_index(value_ns) + 1; i < HISTOGRAM_COUNTERS; i++)
    above += histogram->counts[i];
  return above > less ? (double)(above - less) / (double)histogram->count : 0;
}

static double share_beyond(const struct delays *delays, double excused_ns) {
  uint64_t level_ns =
      histogram_quantile_ns(delays->idle, IDLE_QUANTILE) + whole_of(excused_ns + delays->own_ns);
  return fmax(0, share_above(delays->seen, level_ns, delays->sampled) -
                     share_above(delays->idle, level_ns, 0));
}

/* The least that the quantile would be without the delays. */
static double undisturbed_ns(const struct histogram *latency, double quantile, double share,
                             double excused_ns) {
  double rest = quantile - share;
  return rest > 0 ? (double)histogram_quantile_ns(latency, rest) - excused_ns : 0;
}

double disturbance_of_quantile(const struct histogram *latency, double quantile,
                               const struct delays *delays) {
  double measured_ns = (double)histogram_quantile_ns(latency, quantile);
  double least_ns = 0;
  if (measured_ns <= 0)
    return 0;
  for (int i = 0; i <= STEPS; i++) {
    double excused_ns = measured_ns * DISTURBANCE_SHARE_MAX * i / STEPS;
    double share = share_beyond(delays, excused_ns);
    least_ns = fmax(least_ns, undisturbed_ns(latency, quantile, share, excused_ns));
  }
  return 1 - least_ns / measured_ns;
}

double disturbance_of_quantile_by_share(const struct histogram *latency, double quantile,
                                        double share) {
  double measured_ns = (double)histogram_quantile_ns(latency, quantile);
  return measured_ns > 0 ? 1 - undisturbed_ns(latency, quantile, share, 0) / measured_ns : 0;
}

double disturbance_of_tail(const struct histogram *latency, double quantile,
                           const struct delays *delays) {
  double excused_ns = DISTURBANCE_SHARE_MAX * (double)histogram_quantile_ns(latency, quantile);
  return latency->count > 0 ? fmin(1, share_beyond(delays, excused_ns) / (1 - quantile)) : 0;
}

double disturbance_of_time(const struct delays *delays) {
  return share_beyond(delays, 0);
}

double disturbance_by_others(double seen_share, double span_s, double idle_share,
                             double idle_span_s) {
  double unknown = 2 * PROCESSOR_TICK_S / span_s + 2 * PROCESSOR_TICK_S / idle_span_s;
  double beyond = seen_share - fmax(0, idle_share) - unknown;
  return beyond > 0 ? fmin(1, beyond) : 0; /* also where it is NAN */
}
