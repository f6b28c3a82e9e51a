/* A simulated user, and the crowd of them with what all share. */
#ifndef CLIENTS_USERS_USER_H
#define CLIENTS_USERS_USER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/net/loop.h"
#include "clients/net/network.h"
#include "clients/record/life.h"
#include "clients/users/backoff.h"
#include "clients/users/subscriber.h"
#include "clients/users/transport.h"
#include "common/base/status.h"
#include "common/load/workload.h"
#include "common/suite/client_options.h"
#include "common/wire/header_profile.h"

struct crowd;
struct heartbeat;
struct http;
struct websockets;
struct writer;
struct writers;

enum user_state {
  USER_NEW,
  USER_CONNECTING,
  USER_READY,
  USER_WAITING, /* until the back-off is over */
  USER_ENDED,   /* by us: it was not ready in time, or the run is over */
};

struct user {
  struct crowd *crowd;
  uint32_t id;
  enum user_state state;
  struct subscriber subscriber;
  struct backoff backoff;
  uint64_t started_ns;      /* the attempt to get ready, or the newest one */
  bool paused;              /* does not read */
  bool slow;                /* has once not read */
  uint64_t lost_ns;         /* what it had; 0 unless it is to be ready again */
  struct loop_timer *timer; /* ends the attempt, or the back-off; made when first needed */
  struct writer *writer;    /* NULL: it only listens */
  void *transport_state;    /* of the transport's file */
};

/* What is told of the users: one is ready; one that was ready has lost its connection. */
struct crowd_observer {
  void *owner;
  void (*ready)(void *owner);
  void (*lost)(void *owner);
};

/* All users, and what they share. */
struct crowd {
  const struct client_options *options;
  const struct workload *workload;
  const struct transport *transport;
  struct request_style style; /* of the users' requests */
  struct network network;
  struct record *record;
  struct life *life;
  struct http *http;             /* NULL with WebSocket */
  struct websockets *websockets; /* NULL without it */
  struct writers *writers;       /* NULL where nobody writes */
  struct heartbeat *heartbeat;   /* NULL where there are none */
  void *schedule;                /* of the transport, from its begin to its end */
  bool begun;                    /* users are to poll; before, they are only to get ready */
  struct crowd_observer observer;
  struct user *users;
  size_t count; /* of those that are initialised */
};

/* An attempt to get ready has failed: counted. */
void user_attempt_failed(struct user *user, enum life_failure failure, uint64_t now_ns);

/* From the transport: a connection beside the one that makes the user ready did not come
 * about; user_failed may follow. */
void user_connect_failed(struct user *user, enum life_failure failure);

/* Whether the transport may go on with this user. */
static inline bool user_active(const struct user *user) {
  return user->state == USER_CONNECTING || user->state == USER_READY;
}

/* "/<transport>?channel=C&after=S" where the user would read on. */
enum { USER_PATH_BYTES = 96 };
void user_path(const struct user *user, const char *transport, char path[USER_PATH_BYTES]);

/* The same where it began to read, whatever it has read since. */
void user_path_first(const struct user *user, const char *transport, char path[USER_PATH_BYTES]);

#endif
