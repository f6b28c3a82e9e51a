/* One simulated user. Its transport moves it through its states and says so here;
 * what follows, such as trying again, is decided here. */
#ifndef CLIENTS_USER_H
#define CLIENTS_USER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/backoff.h"
#include "clients/life.h"
#include "clients/loop.h"
#include "clients/subscriber.h"
#include "common/status.h"

struct client;
struct writer;

enum user_state {
  USER_NEW,
  USER_CONNECTING,
  USER_READY,
  USER_WAITING, /* until the back-off is over */
  USER_ENDED,   /* by us: it was not ready in time, or the run is over */
};

struct user {
  struct client *client;
  uint32_t id;
  enum user_state state;
  struct subscriber subscriber;
  struct backoff backoff;
  uint64_t started_ns;      /* the attempt to get ready, or the newest one */
  bool paused;              /* does not read */
  bool slow;                /* has once not read */
  uint64_t lost_ns;         /* what it had; 0 unless it is to be ready again */
  uint64_t failure_ns;      /* of what it has not noticed yet; 0: nothing */
  struct loop_timer *timer; /* ends the attempt, or the back-off; made when first needed */
  struct writer *writer;    /* NULL: it only listens */
  void *transport_state;    /* of the transport's file */
};

/* `cursor`: the newest message of the user's channel. */
enum status user_init(struct user *user, struct client *client, uint32_t id, uint64_t cursor,
                      struct error *error);
void user_release(struct user *user);

void user_connect(struct user *user);

/* From the transport: it can receive now. */
void user_ready(struct user *user);

/* From the transport: what it did failed, or the server ended it. The user connects
 * again after a back-off. */
void user_failed(struct user *user, enum life_failure failure);

/* From the transport: a connection beside the one that makes the user ready did not come
 * about; user_failed may follow. */
void user_connect_failed(struct user *user, enum life_failure failure);

/* Has the user stop reading, and read on. */
void user_pause(struct user *user);
void user_resume(struct user *user);

/* For good; `failure`: what to call it if the user was still connecting. */
void user_end(struct user *user, enum life_failure failure);

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
