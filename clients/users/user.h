/* A simulated user, and the crowd of all users with the parts that they share. */
#ifndef CLIENTS_USERS_USER_H
#define CLIENTS_USERS_USER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/net/loop.h"
#include "clients/net/network.h"
#include "clients/record/life.h"
#include "clients/users/backoff.h"
#include "clients/users/deal.h"
#include "clients/users/subscriber.h"
#include "clients/users/transport.h"
#include "common/base/contract.h"
#include "common/base/status.h"
#include "common/load/workload.h"
#include "common/suite/client_options.h"
#include "common/wire/header_profile.h"

struct crowd;
struct foreign;
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
  USER_ENDED,   /* for good: it was not ready in time, or the run is over */
};

struct user {
  struct crowd *crowd;
  uint32_t id;
  uint32_t address; /* from which it connects: clients/net/user_address.h */
  enum user_state state;
  struct subscriber subscriber;
  struct backoff backoff;
  uint64_t started_ns;      /* the newest attempt to get ready */
  bool paused;              /* it does not read */
  bool slow;                /* it has been paused */
  uint64_t lost_ns;         /* when it lost its connection; 0: it need not get ready again */
  struct loop_timer *timer; /* ends the attempt, or the back-off; made when first needed */
  struct writer *writer;    /* NULL: it only listens */
  void *transport_state;    /* known to the transport alone */
};

/* Is told when a user gets ready, and when a ready user loses its connection. */
struct crowd_observer {
  void *owner;
  void (*ready)(void *owner);
  void (*lost)(void *owner);
};

/* All users of this process, and the parts that they share. */
struct crowd {
  const struct client_options *options;
  const struct workload *workload;
  const struct transport *transport;
  struct request_style style; /* of the users' requests */
  struct network network;
  struct record *record;
  struct life *life;
  struct foreign *foreign;       /* of a server that is not ours; NULL: it is ours */
  struct http *http;             /* NULL with WebSocket */
  struct websockets *websockets; /* NULL without it */
  struct writers *writers;       /* NULL where nobody writes */
  struct heartbeat *heartbeat;   /* NULL without heartbeats */
  void *schedule;                /* of the transport, between its `begin` and its `end` */
  bool begun;                    /* users poll; before, they only get ready */
  struct crowd_observer observer;
  struct deal deal; /* the users of this process */
  struct user *users;
  size_t count; /* users that are initialised */
};

/* By its number. Contract: it is a user of this process, and initialised. */
static inline struct user *crowd_user(const struct crowd *crowd, uint32_t id) {
  size_t index = deal_index(&crowd->deal, id);
  CONTRACT(index < crowd->count);
  return &crowd->users[index];
}

/* Counts a failed attempt to get ready. */
void user_attempt_failed(struct user *user, enum life_failure failure, uint64_t now_ns);

/* From the transport: an attempt to connect has failed, other than the one that makes the user
 * ready. user_failed may follow. */
void user_connect_failed(struct user *user, enum life_failure failure);

/* Whether the transport may go on with this user. */
static inline bool user_active(const struct user *user) {
  return user->state == USER_CONNECTING || user->state == USER_READY;
}

enum { USER_PATH_BYTES = 96, USER_CURSOR_HEADER_BYTES = 48 };

/* Writes "/<transport>?channel=C&after=S", where the user reads on. */
void user_path(const struct user *user, const char *transport, char path[USER_PATH_BYTES]);

/* The path without the cursor, and the header that has it instead, by options->cursor. */
void user_path_alone(const struct user *user, const char *transport, char path[USER_PATH_BYTES]);
const char *user_cursor_header(const struct user *user, char out[USER_CURSOR_HEADER_BYTES]);

/* The same with the message behind which the user began to read. */
void user_path_first(const struct user *user, const char *transport, char path[USER_PATH_BYTES]);

#endif
