/* The polls of `plain`: the cursor, and what answers mean. */
#ifndef CLIENTS_PROTOCOLS_PLAIN_POLL_H
#define CLIENTS_PROTOCOLS_PLAIN_POLL_H

#include "clients/protocols/plain_state.h"

void plain_poll_begin(struct conversation *conversation);

/* True where the conversation is to begin again, with its first step and without a cursor. */
bool plain_poll_answered(struct conversation *conversation, const struct protocol_answer *answer);

void plain_poll_forget(struct plain *plain);

#endif
