/* The state of a conversation of `plain`, for its parts: plain_steps, plain_poll, plain_talk,
 * plain_posts, plain_request and plain_carrier. */
#ifndef CLIENTS_PROTOCOLS_PLAIN_STATE_H
#define CLIENTS_PROTOCOLS_PLAIN_STATE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/protocols/excerpt.h"
#include "clients/protocols/plain_match.h"
#include "clients/protocols/protocol.h"

enum plain_phase {
  PLAIN_CLOSED, /* before `open`, and after a failure: nothing that comes is heeded */
  PLAIN_STEPS,
  PLAIN_STEPS_DONE, /* receiving is to begin */
  PLAIN_RECEIVES,
};

/* What the steps wait for. */
enum plain_wait {
  PLAIN_WAITS_NOT,
  PLAIN_WAITS_OPEN,   /* the WebSocket or the stream */
  PLAIN_WAITS_ANSWER, /* to the step's request */
  PLAIN_WAITS_INPUT,  /* what the step expects */
  PLAIN_WAITS_TIME,
};

enum { PLAIN_POSTS_MAX = 16 };

/* A request on PROTOCOL_SENDS, which may have to wait for those before it. */
enum plain_post_kind { PLAIN_POST_STEP, PLAIN_POST_SAY, PLAIN_POST_REPLY };
struct plain_post {
  enum plain_post_kind kind;
  const json_t *request; /* its object in the description */
  json_t *captured;      /* the variables as they were */
  char name[64];         /* of the step, for failures; "say", "reply" */
  double timeout_s;
};

struct plain {
  enum plain_phase phase;
  size_t step;
  char step_name[64]; /* of that step, once it was asked for */
  enum plain_wait waits;
  bool opened;
  bool armed;       /* the carrier's timer runs */
  json_t *captured; /* texts by name */
  bool seen;        /* something came that did not fit the step: */
  struct excerpt last;

  /* the cursor of polls, and of event streams the newest id; kept over connections. NULL: none */
  char *cursor, *etag, *modified;
  bool polling, readied;
  bool begun_again; /* since the last good answer */

  uint64_t *say_left_ns; /* of each of "say", until it is due */
  uint64_t say_wake_ns;  /* for which the timer runs */

  struct plain_post posts[PLAIN_POSTS_MAX];
  size_t post_count;
  bool posting; /* the first is under way */

  size_t outstanding; /* published messages without an outcome */
};

static inline struct plain *plain_of(const struct conversation *conversation) {
  return conversation->state;
}

#endif
