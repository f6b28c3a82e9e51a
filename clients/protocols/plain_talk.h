/* What `plain` says by itself, replies and publishes. */
#ifndef CLIENTS_PROTOCOLS_PLAIN_TALK_H
#define CLIENTS_PROTOCOLS_PLAIN_TALK_H

#include "clients/protocols/plain_match.h"
#include "clients/protocols/plain_state.h"

void plain_say_begin(struct conversation *conversation);
void plain_say_woken(struct conversation *conversation);

/* A request that was no step was answered. */
void plain_talk_answered(struct conversation *conversation, const struct plain_post *post,
                         const struct protocol_answer *answer);

/* Whether the input is a heartbeat of the server's, or the answer to one of ours: no message. */
bool plain_heard(struct conversation *conversation, struct plain_input *input);

void plain_publish(struct conversation *conversation, const char *text, size_t bytes);

/* The input may be the outcome of a message. */
void plain_publish_hear(struct conversation *conversation, struct plain_input *input);

#endif
