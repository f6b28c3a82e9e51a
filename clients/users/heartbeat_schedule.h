/* When each user pings, and from when on a peer that has said nothing is dead. Pure: the
 * time is a parameter.
 *
 * Beats are a ring like that of polls: each user has a phase of its own, and only users
 * with an open connection beat. All that is awaited is awaited for equally long, so who
 * began to wait first is the first to have waited too long: a list in that order. Every
 * operation takes the same time however many users there are. */
#ifndef CLIENTS_USERS_HEARTBEAT_SCHEDULE_H
#define CLIENTS_USERS_HEARTBEAT_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/users/poll_schedule.h"
#include "common/base/status.h"

#define HEARTBEAT_NEVER UINT64_MAX

struct heartbeat_plan {
  size_t users;
  bool pings;           /* users ping; else they listen to a peer that speaks by itself */
  uint64_t interval_ns; /* between a user's pings */
  uint64_t patience_ns; /* an answer, or with !pings a sign of life, not come by then is missed */
  uint64_t seed;
  uint64_t epoch_ns; /* from which the rounds of pings count */
};

struct heartbeat_wait { /* in the list of those who await something */
  struct heartbeat_wait *previous, *next;
  uint64_t since_ns;
  bool open;    /* the user has a connection */
  bool waiting; /* it is in the list */
};

struct heartbeat_schedule {
  struct heartbeat_plan plan;
  struct poll_schedule beats; /* with pings */
  struct heartbeat_wait *users;
  struct heartbeat_wait oldest; /* the list's head */
};

enum heartbeat_due { HEARTBEAT_NOTHING, HEARTBEAT_PING, HEARTBEAT_DEAD };

/* `schedule` keeps its address. STATUS_ENVIRONMENT without memory. */
enum status heartbeat_schedule_init(struct heartbeat_schedule *schedule,
                                    const struct heartbeat_plan *plan, struct error *error);
void heartbeat_schedule_release(struct heartbeat_schedule *schedule);

/* The user's connection is open, or has ended: then its timers stop. */
void heartbeat_schedule_open(struct heartbeat_schedule *schedule, uint32_t user, uint64_t now_ns);
void heartbeat_schedule_close(struct heartbeat_schedule *schedule, uint32_t user);

/* What was awaited has come; true, and how long that took, when it was awaited. */
bool heartbeat_schedule_hear(struct heartbeat_schedule *schedule, uint32_t user, uint64_t now_ns,
                             uint64_t *waited_ns);

/* Somebody has waited too long. */
bool heartbeat_schedule_overdue(const struct heartbeat_schedule *schedule, uint64_t now_ns);

/* What is due by now, one at a time: a ping is taken as sent; a dead peer's timers stop. */
enum heartbeat_due heartbeat_schedule_take(struct heartbeat_schedule *schedule, uint64_t now_ns,
                                           uint32_t *user);

/* The instant at which to take again. */
uint64_t heartbeat_schedule_next_ns(const struct heartbeat_schedule *schedule);

#endif
