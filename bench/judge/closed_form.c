/* Rates and latencies of the closed-form model. */
#include "bench/judge/closed_form.h"

#include <math.h>

#include "common/base/traits.h"

/* The least variance term of Linux's retransmission time-out. */
static const double timeout_least_s = 0.2;

/* A message that was lost so often is later than any quantile that is asked for. */
enum { LOSSES_MAX = 12, BISECTIONS = 60 };

static const struct transport_traits *traits_of(const struct closed_load *load) {
  return &transport_traits[load->transport];
}

/* The mean time until a message comes, or until `span_s` is over. */
static double wait_mean_s(double messages_per_s, double span_s) {
  return messages_per_s > 0 ? -expm1(-messages_per_s * span_s) / messages_per_s : span_s;
}

static double long_polls_per_s(const struct closed_load *load) {
  return 1 / (load->rtt_s + exp(-load->messages_per_s * load->rtt_s) *
                                wait_mean_s(load->messages_per_s, load->hold_s));
}

/* A comment is due when nothing was sent for its interval: the interval's empty shares, over the
 * mean time between two sendings. */
static double comments_per_s(double messages_per_s, double beat_s) {
  return exp(-messages_per_s * beat_s) / wait_mean_s(messages_per_s, beat_s);
}

struct closed_rates closed_rates_of(const struct closed_load *load) {
  const struct transport_traits *traits = traits_of(load);
  double rate = load->messages_per_s;
  struct closed_rates rates = {0};
  if (traits->scheduled) {
    rates.requests_per_s = 1 / load->interval_s;
    rates.empty_per_s = rates.requests_per_s * exp(-rate * load->interval_s);
  } else if (traits->holds) {
    rates.requests_per_s = long_polls_per_s(load);
    rates.empty_per_s = rates.requests_per_s * exp(-rate * (load->rtt_s + load->hold_s));
  } else if (load->beat_s > 0) {
    rates.beats_per_s = traits->streams ? comments_per_s(rate, load->beat_s) : 1 / load->beat_s;
  }
  return rates;
}

/* ---- latency ---- */

/* The delay without losses: `least_s`, and in a share of the cases as much more as a uniform wait
 * of up to `span_s`. */
struct delay {
  double least_s, span_s, share;
  double lost;      /* the probability that it waits for something to be sent again */
  double timeout_s; /* the first time */
};

static struct delay delay_of(const struct closed_load *load) {
  const struct transport_traits *traits = traits_of(load);
  struct delay delay = {.least_s = load->rtt_s / 2, .timeout_s = load->rtt_s + timeout_least_s};
  double segments = 1;
  if (traits->scheduled) {
    delay.span_s = load->interval_s;
    delay.share = 1;
  } else if (traits->holds) {
    delay.span_s = load->rtt_s;
    delay.share = fmin(1, long_polls_per_s(load) * load->rtt_s);
  }
  segments += delay.share; /* the request that it waits for */
  delay.lost =
      fmin(1, (1 - pow(1 - load->loss, segments)) * (1 + load->messages_per_s * delay.timeout_s));
  return delay;
}

/* The share of the messages that are there after `at_s`, where nothing is lost. */
static double arrived_unlost(const struct delay *delay, double at_s) {
  if (at_s < delay->least_s)
    return 0;
  if (!(delay->span_s > 0) || !(delay->share > 0))
    return 1;
  return 1 - delay->share + delay->share * fmin(1, (at_s - delay->least_s) / delay->span_s);
}

/* The time that `losses` in a row take. */
static double again_s(const struct delay *delay, int losses) {
  return delay->timeout_s * (exp2(losses) - 1);
}

static double arrived(const struct delay *delay, double at_s) {
  double share = 0, so_often = 1 - delay->lost;
  for (int losses = 0; losses <= LOSSES_MAX; losses++) {
    share += so_often * arrived_unlost(delay, at_s - again_s(delay, losses));
    so_often *= delay->lost;
  }
  return share;
}

double closed_latency_quantile_s(const struct closed_load *load, double quantile) {
  struct delay delay = delay_of(load);
  double low = 0, high = delay.least_s + delay.span_s;
  while (arrived(&delay, high) < quantile && high < again_s(&delay, LOSSES_MAX))
    high = 2 * high + delay.timeout_s;
  for (int i = 0; i < BISECTIONS; i++) {
    double middle = (low + high) / 2;
    if (arrived(&delay, middle) >= quantile)
      high = middle;
    else
      low = middle;
  }
  return high;
}

double closed_latency_mean_s(const struct closed_load *load) {
  struct delay delay = delay_of(load);
  double mean = delay.least_s + delay.share * delay.span_s / 2, so_often = 1 - delay.lost;
  for (int losses = 1; losses <= LOSSES_MAX; losses++) {
    so_often *= delay.lost;
    mean += so_often * again_s(&delay, losses);
  }
  return mean;
}
