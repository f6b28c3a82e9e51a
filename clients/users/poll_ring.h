/* Calls each user when its short poll is due (clients/users/poll_schedule.h), from the publisher's
 * epoch on. */
#ifndef CLIENTS_USERS_POLL_RING_H
#define CLIENTS_USERS_POLL_RING_H

#include "clients/users/user.h"

enum status poll_ring_begin(struct crowd *crowd, uint64_t epoch_ns, void (*due)(struct user *user),
                            struct error *error);

/* Nothing is due any more; nothing where it has not begun. */
void poll_ring_end(struct crowd *crowd);

#endif
