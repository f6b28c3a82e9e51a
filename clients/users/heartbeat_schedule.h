/* When each user pings, and when a silent peer is to be taken for dead. No clock: time is a
 * parameter.
 *
 * Pings go round a ring, as polls do: each user has a phase of its own, and users without an open
 * connection are passed over. All users wait equally long, so a list in the order in which they
 * began to wait has the first to wait too long at its head. Each operation takes the same time
 * however many users there are. */
#ifndef CLIENTS_USERS_HEARTBEAT_SCHEDULE_H
#define CLIENTS_USERS_HEARTBEAT_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/users/deal.h"
#include "clients/users/poll_schedule.h"
#include "common/base/status.h"

#define HEARTBEAT_NEVER UINT64_MAX

struct heartbeat_plan {
  struct deal users;
  bool pings;           /* users ping; false: the peer sends heartbeats by itself */
  uint64_t interval_ns; /* between a user's pings */
  uint64_t patience_ns; /* how long to wait for an answer or, with !pings, for any bytes */
  uint64_t seed;
  uint64_t epoch_ns; /* from which the rounds of pings count */
};

struct heartbeat_wait { /* of one user, in the list of waiting users */
  struct heartbeat_wait *previous, *next;
  uint64_t since_ns;
  bool open;    /* the user has a connection */
  bool waiting; /* the user is in the list */
};

struct heartbeat_schedule {
  struct heartbeat_plan plan;
  struct poll_schedule beats; /* with plan.pings */
  struct heartbeat_wait *users;
  struct heartbeat_wait oldest; /* the list's head */
};

enum heartbeat_due { HEARTBEAT_NOTHING, HEARTBEAT_PING, HEARTBEAT_DEAD };

/* `schedule` must not be moved afterwards. STATUS_ENVIRONMENT without memory. */
enum status heartbeat_schedule_init(struct heartbeat_schedule *schedule,
                                    const struct heartbeat_plan *plan, struct error *error);
void heartbeat_schedule_release(struct heartbeat_schedule *schedule);

/* The user's connection is open, or has ended, and then nothing is expected of it. */
void heartbeat_schedule_open(struct heartbeat_schedule *schedule, uint32_t user, uint64_t now_ns);
void heartbeat_schedule_close(struct heartbeat_schedule *schedule, uint32_t user);

/* An answer or a sign of life has come. True, with the time since the ping or the sign before, if
 * the user waited for it. */
bool heartbeat_schedule_hear(struct heartbeat_schedule *schedule, uint32_t user, uint64_t now_ns,
                             uint64_t *waited_ns);

/* Whether a user has waited too long. */
bool heartbeat_schedule_overdue(const struct heartbeat_schedule *schedule, uint64_t now_ns);

/* Takes the next event that is due, and its user. A ping counts as sent from then on; of a dead
 * peer nothing is expected any more. */
enum heartbeat_due heartbeat_schedule_take(struct heartbeat_schedule *schedule, uint64_t now_ns,
                                           uint32_t *user);

/* When the next event is due; HEARTBEAT_NEVER: none. */
uint64_t heartbeat_schedule_next_ns(const struct heartbeat_schedule *schedule);

#endif
