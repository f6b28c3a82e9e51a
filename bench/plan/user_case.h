/* A user's case: how many people are to be told what, how soon, and over which network. It is the
 * key "case" of an experiment, and a file of its own for `pushbench choose`. */
#ifndef BENCH_PLAN_USER_CASE_H
#define BENCH_PLAN_USER_CASE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/status.h"
#include "common/suite/options.h"

#define CASE_PERCENTILE_CHOICES "mean|p50|p90|p99|p99_9"
enum case_percentile { CASE_MEAN, CASE_P50, CASE_P90, CASE_P99, CASE_P99_9 };

#define CASE_CURRENCY_CHOICES "money|bytes|requests|cpu|memory"
enum case_currency {
  CURRENCY_MONEY,
  CURRENCY_BYTES,
  CURRENCY_REQUESTS,
  CURRENCY_CPU,
  CURRENCY_MEMORY,
  CURRENCIES
};

enum { CASE_SECONDS_MAX = 32 }; /* values of a list */

/* user_case_table explains the members. Texts belong to `texts`. */
struct user_case {
  int64_t users;
  double messages_per_user_minute;
  int64_t payload_bytes;
  double budget_ms;
  int percentile; /* enum case_percentile */
  double rtt_ms, loss;
  bool tls;
  double idle_share, heartbeat_s;
  const char *intervals_s, *holds_s, *transports; /* lists: "1,5,30" */
  int engine;                                     /* enum engine_kind */
  int request_headers, response_headers;          /* common/wire/header_profile.h */
  int cheapest_in;                                /* enum case_currency */
  json_t *texts;                                  /* {"users": "20000", …}: those that were set */
};

extern const struct option user_case_table[];

/* All at their defaults. Release is safe on a zeroed struct. */
enum status user_case_open(struct user_case *its, struct error *error);
void user_case_release(struct user_case *its);

/* Sets one member from text; STATUS_USAGE names the nearest key, or the range. */
enum status user_case_set(struct user_case *its, const char *key, const char *text,
                          struct error *error);

/* Sets the members of a JSON object; a list may be an array. `place` stands before an error. */
enum status user_case_read(struct user_case *its, const json_t *object, const char *place,
                           struct error *error);

/* Refuses a case without users, messages or budget. */
enum status user_case_check(const struct user_case *its, const char *place, struct error *error);

/* Reads and checks a case of JSON, and keeps nothing of it. */
enum status user_case_judge(const json_t *object, const char *place, struct error *error);

/* The members that were set, with their types. A new reference; NULL without memory. */
json_t *user_case_json(const struct user_case *its);

/* The quantile of the percentile; NAN for the mean. */
double case_quantile(int percentile);

/* "99 % of the messages", "the mean". */
const char *case_percentile_words(int percentile);

/* The numbers of a list that user_case_set took, in its order; returns how many. */
size_t case_seconds(const char *list, double out[static CASE_SECONDS_MAX]);

/* Whether the list of transports has it. */
bool case_allows(const struct user_case *its, int transport);

#endif
