/* When each user polls: the users' phases in [0, T), sorted, gone round once every T.
 * All users have the same T, so the next one due is always the next in the ring. */
#ifndef CLIENTS_USERS_POLL_SCHEDULE_H
#define CLIENTS_USERS_POLL_SCHEDULE_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/status.h"

struct poll_slot {
  uint64_t phase_ns;
  uint32_t user;
};

struct poll_schedule {
  struct poll_slot *slots; /* by phase */
  size_t count;
  size_t next;
  uint64_t round_ns; /* when the round of `next` began */
  uint64_t interval_ns;
};

/* Users 0 ... count-1; a user's phase depends on the seed and its number only. */
enum status poll_schedule_init(struct poll_schedule *ring, size_t count, uint64_t interval_ns,
                               uint64_t seed, uint64_t epoch_ns, struct error *error);
void poll_schedule_release(struct poll_schedule *ring);

uint64_t poll_schedule_due_ns(const struct poll_schedule *ring); /* of the next poll */

/* The user whose poll that is; moves on. */
uint32_t poll_schedule_take(struct poll_schedule *ring);

#endif
