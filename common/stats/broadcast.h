/* A broadcast's latency in its two parts: until the first user has the message, and from there
 * until the user in question has it. The second is the length of the row that users are served
 * in, and a user's place in it; the first is what a single user would see. Each receipt is
 * recorded in both, so the means of the two add up to that of the whole.
 *
 * What is kept is bounded: for each channel the first receipts of its newest messages. A receipt
 * of a message that is older is in neither part, and counted. Not for concurrent use. */
#ifndef COMMON_STATS_BROADCAST_H
#define COMMON_STATS_BROADCAST_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/status.h"
#include "common/stats/histogram.h"

enum {
  BROADCAST_SLOTS_MAX = 65536, /* of all channels together, but for the least: */
  BROADCAST_CHANNEL_SLOTS_MIN = 16,
  BROADCAST_CHANNEL_SLOTS_MAX = 4096,
};

/* The first receipt of one message. */
struct broadcast_slot {
  uint64_t seq; /* 0: of none yet */
  uint64_t first_ns;
};

struct broadcast {
  struct broadcast_slot *slots; /* those of a channel side by side, by seq modulo their number */
  size_t channels, channel_slots;
  struct histogram first;  /* due to the first receipt */
  struct histogram spread; /* first receipt to this one */
  uint64_t unplaced;       /* receipts in neither */
};

enum status broadcast_init(struct broadcast *broadcast, size_t channels);
void broadcast_release(struct broadcast *broadcast);

/* A user's first receipt of a message, not before it was due; `seq` counts from 1 in each channel.
 * Receipts come in the order of time. Always the same time. */
void broadcast_receive(struct broadcast *broadcast, uint64_t channel, uint64_t seq, uint64_t due_ns,
                       uint64_t receipt_ns);

#endif
