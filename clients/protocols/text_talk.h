/* How an application speaks by plain texts over a protocol that carries texts and knows neither
 * channels nor publishing: what it sends to join a channel and to publish, and by which beginnings
 * it knows the server's answers. Engine.IO and SockJS share it. */
#ifndef CLIENTS_PROTOCOLS_TEXT_TALK_H
#define CLIENTS_PROTOCOLS_TEXT_TALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/protocols/outcomes.h"
#include "clients/protocols/protocol.h"
#include "common/base/growing_text.h"

/* The rows of these options, which are templates (clients/protocols/conversation_text.h). */
#define TEXT_TALK_OPTIONS                                                                        \
  {"join", "", "text that is sent to join {channel}; empty: none is needed"},                    \
      {"joined", "", "how the answer to it begins; empty: it is not awaited"},                   \
      {"publish", "", "text that publishes {message} to {channel}"},                             \
      {"published", "", "how the answer to it begins; empty: texts are not answered"}, {         \
    "refused", "", "how the answer to either begins when the server does not do it; empty: none" \
  }

struct text_talk {
  char *joined, *published, *refused;
  bool joining; /* the answer is awaited */
  uint64_t number;
  struct outcomes outcomes;
};

enum status text_talk_check(const struct conversation *conversation, struct error *error);
void text_talk_release(struct text_talk *talk);

/* A session begins: adds what is to be sent now to `out`, if anything. Where talk->joining is not
 * set, the conversation is ready when that was sent. */
void text_talk_begin(struct conversation *conversation, struct text_talk *talk,
                     struct growing_text *out);

/* Adds what publishes; outcomes_* with talk->outcomes tell what became of it. */
void text_talk_publish(struct conversation *conversation, struct text_talk *talk,
                       struct growing_text *out, const char *message, size_t bytes);

/* Whether the server answers texts that publish. */
bool text_talk_answered(const struct text_talk *talk);

enum text_talk_heard {
  TEXT_TALK_OTHER,   /* for the application */
  TEXT_TALK_JOINED,  /* the conversation is ready */
  TEXT_TALK_REFUSED, /* joining was */
  TEXT_TALK_ANSWER   /* to a message; the carrier was told */
};
enum text_talk_heard text_talk_hear(struct conversation *conversation, struct text_talk *talk,
                                    const char *bytes, size_t count);

#endif
