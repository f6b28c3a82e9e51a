/* The closed-form model of a transport's use by one user: requests, heartbeats and latency from
 * rates alone, before anything has run. bench/judge/model.h predicts a cell that has run, from the
 * schedule that it drew; this predicts cases that nobody has measured.
 *
 * With L messages a second for the user, as a Poisson process, T the interval of short polls, h the
 * hold, b the time between heartbeats, r the round-trip time and d = r/2 the one-way delay:
 *
 *               requests a second          of these, empty    delay of the network and the wait
 *   short poll  1/T                        exp(-L T)          d + uniform on 0 to T
 *   long poll   R = 1 / (r + exp(-L r)     exp(-L (r + h))    d; in the share R r of the time, in
 *               (1 - exp(-L h)) / L)                          which no poll waits, d + uniform on
 *                                                             0 to r
 *   SSE         0; L / (exp(L b) - 1) comments a second       d
 *   WebSocket   0; 1/b pings a second                         d
 *
 * T/2 is the mean of a uniform wait, exp(-L T) a Poisson process without an event in T. A long
 * poll's cycle is the way of an answer and of the next request, r, and then the wait for a message
 * or the end of the hold, unless messages came meanwhile, which the request brings at once
 * (RFC 6202, section 2.2: d on average, 3 d at worst). A comment is due b after the last byte.
 *
 * A segment is lost with probability q, independently of others; the kernel sends it again after
 * r + 200 ms, then after twice that time, and so on (RFC 6298, with Linux's least variance term of
 * 200 ms; messages are too rare for duplicate acknowledgements). A message waits where its answer
 * or frame is lost, where the request before it is lost, and where a message before it is being
 * sent again: the probability is taken as (1 - (1 - q)^segments) (1 + L (r + 200 ms)), 1 at most.
 */
#ifndef BENCH_JUDGE_CLOSED_FORM_H
#define BENCH_JUDGE_CLOSED_FORM_H

/* Of one user. Times in seconds. */
struct closed_load {
  int transport; /* enum transport_kind */
  double messages_per_s;
  double interval_s; /* of short polls: above 0 */
  double hold_s;     /* of long polls: above 0 */
  double beat_s;     /* between comments or pings; 0: none */
  double rtt_s;      /* 0 or more */
  double loss;       /* of segments, 0 to less than 1 */
};

struct closed_rates {
  double requests_per_s, empty_per_s;
  double beats_per_s; /* comments, or pings with their pongs */
};

struct closed_rates closed_rates_of(const struct closed_load *load);

/* The delay at that quantile, above 0 and below 1, and the mean delay, without the software's
 * time. Of a quantile to 1 µs or 1e-9 of it. */
double closed_latency_quantile_s(const struct closed_load *load, double quantile);
double closed_latency_mean_s(const struct closed_load *load);

#endif
