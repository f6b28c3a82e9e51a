/* The users' heartbeats on the loop: they ping on WebSockets, and on event streams they expect the
 * server's comments. Polls need no heartbeats, since their requests have time-outs.
 *
 * Without heartbeats crowd->heartbeat is NULL, and the functions for users do nothing. */
#ifndef CLIENTS_USERS_HEARTBEAT_H
#define CLIENTS_USERS_HEARTBEAT_H

#include <stdbool.h>
#include <stdint.h>

#include "clients/net/loop.h"
#include "clients/users/heartbeat_schedule.h"
#include "common/base/status.h"
#include "common/stats/histogram.h"

struct crowd;
struct user;

struct heartbeat {
  struct crowd *crowd;
  struct heartbeat_schedule schedule;
  struct histogram rtt; /* of pings sent in the measured phase */
  struct loop_alarm *alarm;
  uint64_t armed_ns;
  bool second_look;
};

/* *out is NULL where the options ask for no heartbeats on this side. */
enum status heartbeat_create(struct crowd *crowd, struct heartbeat **out, struct error *error);
void heartbeat_destroy(struct heartbeat *heartbeat); /* NULL is fine */

/* From the transport: the user's connection is open, or has ended. */
void heartbeat_open(struct user *user);
void heartbeat_close(struct user *user);

/* From the transport: an answer to a ping has come or, on an event stream, any bytes. */
void heartbeat_hear(struct user *user, uint64_t receipt_ns);

#endif
