/* Answers which transport suits a case: candidates, those that are in time, the cheapest of these
 * in each currency, and the fronts of latency against bytes and against processor time. */
#ifndef BENCH_CHOOSE_CHOICE_H
#define BENCH_CHOOSE_CHOICE_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/choose/candidate.h"
#include "bench/choose/evidence.h"
#include "bench/choose/prices.h"
#include "bench/plan/user_case.h"
#include "common/base/traits.h"

enum { CHOICE_NONE = -1 };

/* Positions in the candidates; CHOICE_NONE for none. */
struct cheapest {
  int best;  /* the least cost of those that are in time; of equal ones that with fewer bytes */
  int next;  /* the least of another transport */
  bool sure; /* the cost of `next` is above, whatever the estimates leave open */
  size_t unknown; /* candidates in time whose cost is not known */
};

struct choice {
  const struct user_case *its; /* borrowed, as the next two */
  const struct evidence *evidence;
  const struct prices *prices; /* NULL for none */
  struct measured measured[TRANSPORT_COUNT];
  struct candidate *candidates;   /* in the order of transports and settings */
  struct projection *projections; /* of each candidate for the case's users */
  bool *on_bytes_front, *on_cpu_front;
  size_t count;
  struct cheapest cheapest[CURRENCIES];
  enum case_currency currency; /* the answer is the cheapest in it */
  int answer;                  /* CHOICE_NONE: none is known to be in time */
};

/* The answer is the cheapest in the case's currency, or in bytes where none of the candidates in
 * time has a known cost in it. Everything borrowed must outlive the choice. Release is safe on a
 * zeroed struct. */
enum status choice_make(struct choice *choice, const struct user_case *its,
                        const struct evidence *evidence, const struct prices *prices,
                        struct error *error);
void choice_release(struct choice *choice);

/* The candidate's cost for the case's users. */
struct estimate choice_cost(const struct choice *choice, size_t index, enum case_currency currency);

/* The cheapest candidate of a transport that is in time, in the choice's currency; CHOICE_NONE. */
int choice_of_transport(const struct choice *choice, int transport);

#endif
