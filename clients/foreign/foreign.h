/* Users of a server that is not ours: each has a conversation (clients/protocols/protocol.h), which
 * is carried here by two HTTP connections and a WebSocket. What all of them share. One thread. */
#ifndef CLIENTS_FOREIGN_FOREIGN_H
#define CLIENTS_FOREIGN_FOREIGN_H

#include <stdbool.h>
#include <stdint.h>

#include "clients/foreign/published.h"
#include "clients/protocols/protocol.h"
#include "documents/target.h"

struct histogram;
struct input_pipe;
struct transcript;
struct user;

enum { FOREIGN_FAILURE_BYTES = 320 };

/* Is told what becomes of messages that its users publish, when one can publish the next, and that
 * the first failure has come. */
struct foreign_observer {
  void *owner;
  void (*published)(void *owner, struct user *user, enum protocol_published outcome);
  void (*failed)(void *owner);
};

struct foreign {
  const struct target_description *description;
  const struct protocol *protocol;
  const json_t *transport; /* the description's object for it */
  uint32_t run;            /* of our tokens */
  const json_t *itself;    /* the server publishes by itself: how its messages look; else NULL */
  struct published *published; /* NULL where the server publishes by itself */

  /* Until the publisher's schedule begins, users are ready when they have received a message: a
   * status does not prove that a subscription works. */
  bool proving;

  bool publishes; /* the users are those of the publisher */
  struct foreign_observer observer;
  struct input_pipe *input;      /* of a publisher that writes to a program; else NULL */
  struct transcript *transcript; /* of what users say; NULL: none is kept */

  struct histogram *sent_to_received; /* of measured messages; NULL: the users only publish */
  uint64_t stale;                     /* messages of another run, which the server still held */
  uint64_t failures;
  char failure[FOREIGN_FAILURE_BYTES]; /* the first: "subscribe: 401 Unauthorized"; "": none */
};

/* Notes a failure; only the first is kept in words, without the description's secrets. */
void foreign_failed(struct foreign *foreign, const char *step, const char *words);

#endif
