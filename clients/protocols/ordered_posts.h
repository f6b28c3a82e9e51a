/* Publishes by HTTP, one request after the other, so that the server gets the messages in the order
 * in which they were given: a request is sent when the one before it has been answered. */
#ifndef CLIENTS_PROTOCOLS_ORDERED_POSTS_H
#define CLIENTS_PROTOCOLS_ORDERED_POSTS_H

#include "clients/protocols/protocol.h"
#include "common/base/growing_text.h"

struct ordered_posts {
  struct growing_text waiting; /* the texts, each with its NUL */
  size_t begin;                /* of the oldest in it */
  bool asked;                  /* the oldest is on its way */
  size_t dropped;              /* texts that found no memory, after those that wait */
  /* Sends the request that publishes a text, on PROTOCOL_SENDS. False: it cannot be sent, and the
   * message is refused. */
  bool (*send)(struct conversation *conversation, const char *text);
};

void ordered_posts_release(struct ordered_posts *posts);

/* Publishes a text: at once, or after those that wait. */
void ordered_posts_add(struct conversation *conversation, struct ordered_posts *posts,
                       const char *text, size_t bytes);

/* The request was answered: tells the carrier the outcome, and sends the next. */
void ordered_posts_answered(struct conversation *conversation, struct ordered_posts *posts,
                            enum protocol_published outcome);

/* The outcome as most servers mean it: 2xx is published, another status refused. */
enum protocol_published published_by_status(const struct protocol_answer *answer);

#endif
