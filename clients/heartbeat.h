/* The users' heartbeats on the loop: pings on a WebSocket, the silence of an event stream.
 * The polls need none: an answer that is overdue is their request's time-out.
 *
 * A client without heartbeats has none of this (client->heartbeat is NULL), and the
 * functions do nothing. */
#ifndef CLIENTS_HEARTBEAT_H
#define CLIENTS_HEARTBEAT_H

#include <stdbool.h>
#include <stdint.h>

#include "clients/heartbeat_schedule.h"
#include "clients/loop.h"
#include "common/histogram.h"
#include "common/status.h"

struct client;
struct user;

struct heartbeat {
  struct client *client;
  struct heartbeat_schedule schedule;
  struct histogram rtt; /* of pings that went out in the measured phase */
  struct loop_alarm *alarm;
  uint64_t armed_ns;
  bool second_look;
};

/* *out is NULL where the options want no heartbeats of this side. */
enum status heartbeat_create(struct client *client, struct heartbeat **out, struct error *error);
void heartbeat_destroy(struct heartbeat *heartbeat); /* NULL is fine */

/* From the transport: the user's connection is open, has ended. */
void heartbeat_open(struct user *user);
void heartbeat_close(struct user *user);

/* From the transport: an answer has come, or, on an event stream, anything. */
void heartbeat_hear(struct user *user, uint64_t receipt_ns);

#endif
