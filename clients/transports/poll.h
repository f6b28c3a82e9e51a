/* What the two polls have in common: a request, its whole answer, the messages in it,
 * the cursor for the next. They differ in when they ask again. */
#ifndef CLIENTS_TRANSPORTS_POLL_H
#define CLIENTS_TRANSPORTS_POLL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/http/http.h"
#include "clients/users/user_states.h"
#include "common/suite/client_options.h"

struct poll_kind {
  const char *path; /* after the first poll */
  long (*timeout_ms)(const struct client_options *options);
  void (*answered)(struct user *user); /* a poll after the first has ended well */
};

struct poll_state {
  const struct poll_kind *kind;
  struct http_connection *connection;
  struct loop_timer *pause; /* of a long poll whose user takes its time; else NULL */
  char *body;
  size_t body_bytes, body_capacity;
  uint64_t received_ns; /* of the body's last byte so far */
  bool outstanding;
  bool pending; /* one more was due meanwhile */
  bool first;   /* the one outstanding is there to get ready */
};

enum status poll_user_init(struct user *user, const struct poll_kind *kind, struct error *error);
void poll_user_release(struct user *user);

/* The first poll is a short one in both: it is answered at once, so the user knows
 * that it is served before anything is published. */
void poll_connect(struct user *user);

/* Asks for what is behind the cursor; nothing may be outstanding. */
void poll_send(struct user *user);

void poll_pause(struct user *user);
void poll_resume(struct user *user);
void poll_abandon(struct user *user);
int poll_descriptor(const struct user *user);

void poll_close(struct user *user);

#endif
