/* When each user polls: the users have phases in [0, T), sorted in a ring, which is gone round once
 * in each interval T. All users have the same T, so the next due user is the next in the ring. */
#ifndef CLIENTS_USERS_POLL_SCHEDULE_H
#define CLIENTS_USERS_POLL_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/users/deal.h"
#include "common/base/status.h"

struct poll_slot {
  uint64_t phase_ns;
  uint32_t user;
};

struct poll_schedule {
  struct poll_slot *slots; /* by phase */
  size_t count;
  size_t next;
  uint64_t round_ns; /* when the current round began */
  uint64_t interval_ns;
};

/* A user's phase depends only on the seed and its number. */
enum status poll_schedule_init(struct poll_schedule *ring, const struct deal *users,
                               uint64_t interval_ns, uint64_t seed, uint64_t epoch_ns,
                               struct error *error);
void poll_schedule_release(struct poll_schedule *ring);

uint64_t poll_schedule_due_ns(const struct poll_schedule *ring); /* of the next poll */

/* Takes the next poll, and returns its user. */
uint32_t poll_schedule_take(struct poll_schedule *ring);

/* When the first poll is due whose user `can` send it. Others are passed over until span_ns behind
 * the next poll, which is the answer where there is none. */
uint64_t poll_schedule_wake_ns(const struct poll_schedule *ring, uint64_t span_ns,
                               bool (*can)(void *owner, uint32_t user), void *owner);

#endif
