/* A transport with its setting, and what it would take to serve a case by it. */
#ifndef BENCH_CHOOSE_CANDIDATE_H
#define BENCH_CHOOSE_CANDIDATE_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/choose/estimate.h"
#include "bench/choose/measured.h"
#include "bench/choose/prices.h"
#include "bench/plan/user_case.h"
#include "common/base/numerals.h"

/* Whether the messages come within the budget. */
enum in_time { IN_TIME_YES, IN_TIME_NO, IN_TIME_UNKNOWN };

/* Of one user each second, averaged over those who receive messages and those who are idle. */
struct candidate_rates {
  struct estimate up_bytes, down_bytes;
  struct estimate requests;
  double messages, beats;
  struct estimate cpu_s;
};

struct candidate {
  int transport;
  double setting_s; /* the interval, the hold, or the time between heartbeats, 0 for none */
  const struct measured *measured; /* of the transport; borrowed */
  struct estimate latency_s;       /* at the case's percentile */
  double network_s;                /* of it, network and wait by the model */
  enum in_time in_time;
  struct candidate_rates rates;
  double text_bytes, segments;  /* of a message, and of the longest write */
  bool cpu_covered;             /* the mix of messages and asks is one that was measured */
  bool beats_as_messages;       /* a heartbeat's processor time is taken as that of a message */
  struct estimate memory_bytes; /* of a user */
};

/* Bytes, requests and heartbeats follow from the model alone, to 5 %; processor time, memory and
 * the software's part of the latency from what was measured. */
struct candidate candidate_of(const struct user_case *its, const struct measured *measured,
                              int transport, double setting_s);

/* The latency that is shown: where the value is not known its upper end, NAN without one. */
double candidate_latency_s(const struct candidate *candidate);

/* "short polls every 5 s", "long polls held for 30 s", "WebSocket with a ping every 30 s". */
struct words candidate_words(const struct candidate *candidate);

/* What so many users take. */
struct projection {
  double users;
  struct estimate up_bytes_per_s, down_bytes_per_s, requests_per_s;
  struct estimate cores, memory_bytes;
  struct estimate gb_per_month; /* both directions */
  struct estimate bill;         /* of a month; unknown without a price list */
  bool beyond;                  /* more users, or messages, than a server of the runs had */
};

/* A month of 730 hours. `prices` may be NULL. */
struct projection candidate_project(const struct candidate *candidate, const struct prices *prices,
                                    double users);

/* What the projection says in a currency: bytes a second, requests a second, cores, bytes of
 * memory, money a month. */
struct estimate projection_cost(const struct projection *projection, enum case_currency currency);

#endif
