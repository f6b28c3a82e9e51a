/* How a user, or a publisher, speaks with a server that is not ours: state machines without
 * sockets, a row of protocols[] each.
 *
 * A conversation is what one user says over its life. Its carrier (sockets, timers) tells it what
 * has happened, and it asks the carrier for what comes next. Functions of a protocol are called one
 * at a time; the carrier does not call back before they have returned. */
#ifndef CLIENTS_PROTOCOLS_PROTOCOL_H
#define CLIENTS_PROTOCOLS_PROTOCOL_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/random.h"
#include "common/base/status.h"
#include "common/base/traits.h"

struct conversation;

struct protocol_header {
  const char *name, *value;
};

enum { PROTOCOL_HEADERS_MAX = 16 };

struct protocol_request {
  const char *method;                    /* NULL: "GET" */
  const char *target;                    /* path and query */
  const struct protocol_header *headers; /* beside Host, Cookie and those of the description */
  size_t header_count;
  const char *body; /* NULL: none */
  size_t body_bytes;
  uint64_t timeout_ns; /* of the whole answer; 0: none */
};

/* A user has two connections for requests, so that it can post while a poll is held. */
enum protocol_lane { PROTOCOL_RECEIVES, PROTOCOL_SENDS, PROTOCOL_LANES };

/* An answer to a request; `code` 0: there was none, and `failure` says why ("timed out"). */
struct protocol_answer {
  int code;
  const char *failure;
  const char *head; /* whole, with its first line */
  size_t head_bytes;
  const char *body;
  size_t body_bytes;
};

/* An event of an event stream. */
struct protocol_event {
  const char *name; /* "message" where the stream names none */
  const char *id;   /* the newest of the stream, "" where none was seen */
  const char *data;
  size_t data_bytes;
};

enum protocol_published {
  PROTOCOL_PUBLISHED, /* the server has said so */
  PROTOCOL_REFUSED,   /* the server has refused it */
  PROTOCOL_UNANSWERED /* the answer cannot come any more: nobody knows */
};

/* What a conversation asks for. Texts are valid during the call. */
struct protocol_carrier {
  /* One request a lane at a time; `answered` follows. */
  void (*request)(void *owner, enum protocol_lane lane, const struct protocol_request *request);

  /* Opens an event stream on PROTOCOL_RECEIVES: `opened` follows, and `event` for each, or
   * `answered` where the answer is no event stream or the stream has ended. */
  void (*stream)(void *owner, const struct protocol_request *request);

  /* Opens a WebSocket: `opened` follows, and `text` for each message; or `answered` on
   * PROTOCOL_RECEIVES, where the server does not open one. `subprotocols`: a list for
   * Sec-WebSocket-Protocol, NULL for none. */
  void (*websocket)(void *owner, const struct protocol_request *request, const char *subprotocols);

  /* Sends a message on the open WebSocket. */
  void (*send)(void *owner, const char *bytes, size_t count, bool binary);

  /* Closes the user's sockets in order. `open` may follow, not `lost`. */
  void (*close)(void *owner);

  /* `woken` follows after that time; a later call takes the place of an earlier one. UINT64_MAX:
   * never. */
  void (*wake)(void *owner, uint64_t delay_ns);

  /* What is published from now on arrives. */
  void (*ready)(void *owner);

  /* The application was handed this: the carrier looks for messages in it. */
  void (*received)(void *owner, const char *bytes, size_t count);

  /* A poll was answered. `empty`: without anything for the application. */
  void (*polled)(void *owner, bool empty);

  /* The oldest message that was handed to `publish` and has no outcome yet has this one. */
  void (*published)(void *owner, enum protocol_published outcome);

  /* A heartbeat of ours was answered, or one of the server's came. */
  void (*heartbeat)(void *owner, bool ours);

  /* The conversation cannot go on: `step` names what was tried ("subscribe"), the rest says what
   * came back, and what the description would have to say. The carrier closes everything, and calls
   * `open` again after a back-off. */
  void (*failed)(void *owner, const char *step, const char *format, ...)
      __attribute__((format(printf, 3, 4)));
};

/* A setting of a protocol, which a description gives in "options". */
struct protocol_option {
  const char *name;     /* NULL ends a table */
  const char *fallback; /* the default; NULL: it must be given */
  const char *meaning;
};

struct protocol {
  const char *name;                      /* "socket.io" */
  const char *title;                     /* "Socket.IO 4 (engine.io 4)" */
  bool offers[TRANSPORT_COUNT];          /* what a description may list */
  const struct protocol_option *options; /* NULL: none */
  size_t state_bytes;                    /* of conversation->state, all zero at first */

  /* Whether the description's options are right; NULL: nothing to check. STATUS_USAGE says what is
   * wrong. */
  enum status (*check)(const struct conversation *conversation, struct error *error);
  void (*release)(struct conversation *conversation); /* of the state's memory; may be NULL */

  /* Begins, or begins again after `lost`, `failed` or `close`: may resume the old session. */
  void (*open)(struct conversation *conversation);

  /* Functions that a protocol's transports do not need are NULL. */
  void (*answered)(struct conversation *conversation, enum protocol_lane lane,
                   const struct protocol_answer *answer);
  void (*opened)(struct conversation *conversation, const struct protocol_answer *answer);
  void (*event)(struct conversation *conversation, const struct protocol_event *event);
  void (*text)(struct conversation *conversation, const char *bytes, size_t count, bool binary);
  void (*woken)(struct conversation *conversation);

  /* A short poll is due. At most one is outstanding; NULL where no transport is scheduled. */
  void (*poll)(struct conversation *conversation);

  /* Publishes a message to the channel, from a conversation that need not subscribe (`publishes`).
   * The text is printable ASCII without quotes, backslashes, < > and &. NULL where only the
   * description's own request publishes. */
  void (*publish)(struct conversation *conversation, const char *text, size_t bytes);

  /* The step that it is at, for words about a connection that ends ("authenticate"). NULL, and a
   * function that is NULL: it has no name. */
  const char *(*step)(const struct conversation *conversation);

  /* The WebSocket has ended, or the lane's connection while nothing was asked: `open` follows after
   * a back-off. */
  void (*lost)(struct conversation *conversation);
};

/* The variables of templates (documents/template.h), and what a protocol needs beside its state. */
struct conversation {
  const struct protocol *protocol;
  const struct protocol_carrier *carrier;
  void *owner; /* of the carrier's functions */
  enum transport_kind transport;
  const json_t *description; /* of the transport: the object in "transports" */
  const json_t *options;     /* "options" of the description, or NULL */
  const json_t *secrets;     /* the description's, texts by name, or NULL */
  const char *channel, *user, *run;
  bool publishes; /* a publisher's: it publishes and need not receive */
  struct random *random;
  void *state;
};

extern const struct protocol *const protocols[];         /* NULL ends it */
const struct protocol *protocol_named(const char *name); /* NULL: none */

/* The option's text, or its default. All options are texts. */
const char *conversation_option(const struct conversation *conversation, const char *name);

#endif
