/* Sums over the users of a run. */
#ifndef CLIENTS_RUN_TOTALS_H
#define CLIENTS_RUN_TOTALS_H

#include <stdint.h>

struct carrier;
struct client;

/* The part of the users that the fault slow_reader paused. */
struct totals_slow {
  uint64_t users, expected, delivered, lost, skipped;
};

struct totals {
  uint64_t published, expected, delivered, lost, duplicated, reordered;
  uint64_t replayed; /* a part of delivered */
  uint64_t skipped;  /* a part of lost */
  uint64_t received; /* receipts in all, of any phase */
  struct totals_slow slow;
};

/* Over all users, those of the other processes too once they have arrived. */
struct totals totals_of(const struct client *client);

/* What is summed over the users of this process, to be added to what has arrived before:
 * clients/record/carrier.h. */
void totals_carry(struct client *client, struct carrier *carrier);

#endif
