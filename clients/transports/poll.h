/* The part that short and long polling share: a request, its whole answer with its messages, and
 * the cursor for the next request. They differ in when they poll again. */
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
  void (*answered)(struct user *user); /* a poll other than the first has succeeded */
};

struct poll_state {
  const struct poll_kind *kind;
  struct http_connection *connection;
  struct loop_timer *pause; /* between two long polls; NULL: none */
  char *body;
  size_t body_bytes, body_capacity;
  uint64_t received_ns; /* when the newest part of the body was received */
  bool outstanding;
  bool pending; /* another poll was due while one was outstanding */
  bool first;   /* the outstanding poll makes the user ready */
};

enum status poll_user_init(struct user *user, const struct poll_kind *kind, struct error *error);
void poll_user_release(struct user *user);

/* Sends the first poll, which is a short one in both: it is answered at once, so that the user is
 * ready before anything is published. */
void poll_connect(struct user *user);

/* Asks for the messages behind the cursor. No poll may be outstanding. */
void poll_send(struct user *user);

void poll_pause(struct user *user);
void poll_resume(struct user *user);
void poll_abandon(struct user *user);
int poll_descriptor(const struct user *user);
void poll_close(struct user *user);

#endif
