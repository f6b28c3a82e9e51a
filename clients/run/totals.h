/* Sums over the users of a run. */
#ifndef CLIENTS_RUN_TOTALS_H
#define CLIENTS_RUN_TOTALS_H

#include <stdbool.h>
#include <stdint.h>

#include "clients/http/server_answer.h"
#include "clients/users/subscriber.h"

struct carrier;

/* The part of the users that the fault slow_reader paused. */
struct totals_slow {
  uint64_t users, expected, delivered, lost, skipped;
};

struct totals {
  uint64_t published, expected; /* these two are not sums: the caller's */
  uint64_t delivered, lost, duplicated, reordered;
  uint64_t replayed; /* a part of delivered */
  uint64_t skipped;  /* a part of lost */
  uint64_t received; /* receipts in all, of any phase */
  struct totals_slow slow;
};

/* Adds a user, of whose channel the server says that so much was published in the measured phase.
 */
void totals_add(struct totals *totals, const struct subscriber *subscriber,
                const struct server_channel *channel, bool slow);

/* The sums: clients/record/carrier.h. */
void totals_carry(struct totals *totals, struct carrier *carrier);

#endif
