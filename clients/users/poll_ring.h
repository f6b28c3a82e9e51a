/* Calls each user when its short poll is due (clients/users/poll_schedule.h), from the publisher's
 * epoch on. */
#ifndef CLIENTS_USERS_POLL_RING_H
#define CLIENTS_USERS_POLL_RING_H

#include "clients/users/user.h"

struct poll_ring_user {
  void (*due)(struct user *user);       /* a poll is due */
  bool (*can)(const struct user *user); /* whether it would be sent, were it due now */
};

enum status poll_ring_begin(struct crowd *crowd, uint64_t epoch_ns,
                            const struct poll_ring_user *user, struct error *error);

/* Polls of users that cannot send them are told up to 1 ms late. So these two are called when a
 * user can again: the first while it cannot yet, for what was due until now, and the second when it
 * can. They do nothing before the ring has begun and after its end. */
void poll_ring_catch_up(struct crowd *crowd);
void poll_ring_wait(struct crowd *crowd);

/* Nothing is due any more; nothing where it has not begun. */
void poll_ring_end(struct crowd *crowd);

#endif
