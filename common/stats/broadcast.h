/* The latency of a broadcast in two parts: until the first user has the message, and from then
 * until each user has it. A single user would see the first part alone; the second is there because
 * users are served one after another. Each receipt is recorded in both, so the means of the two add
 * up to the mean of the whole.
 *
 * Memory is bounded: of each channel only the first receipts of its newest messages are kept. A
 * receipt of an older message is in neither part, but counted.
 *
 * Processes that are forked after broadcast_init share the first receipts, each with histograms of
 * its own, so that a message's first user may be one of another process. One thread of each. */
#ifndef COMMON_STATS_BROADCAST_H
#define COMMON_STATS_BROADCAST_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/status.h"
#include "common/stats/histogram.h"

enum {
  BROADCAST_SLOTS_MAX = 65536, /* of all channels together; more where each takes the minimum */
  BROADCAST_CHANNEL_SLOTS_MIN = 16,
  BROADCAST_CHANNEL_SLOTS_MAX = 4096,
};

/* The first receipt of one message. */
struct broadcast_slot {
  _Atomic uint64_t seq; /* 0: of none yet; its highest bit: a process is changing the slot */
  _Atomic uint64_t first_ns;
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
 * Takes constant time. Calls come in the order of receipt_ns; those of another process may come
 * some microseconds later, and the earlier one is the first from then on. */
void broadcast_receive(struct broadcast *broadcast, uint64_t channel, uint64_t seq, uint64_t due_ns,
                       uint64_t receipt_ns);

#endif
