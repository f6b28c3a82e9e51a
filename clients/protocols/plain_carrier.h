/* What all parts of `plain` need: failures, the timer, and parts of what came. */
#ifndef CLIENTS_PROTOCOLS_PLAIN_CARRIER_H
#define CLIENTS_PROTOCOLS_PLAIN_CARRIER_H

#include "clients/protocols/plain_state.h"

/* Ends all that is under way: messages without an outcome are unanswered. */
void plain_close(struct conversation *conversation);

/* The same, and tells the carrier why. */
void plain_fail(struct conversation *conversation, const char *step, const char *text);

void plain_arm(struct conversation *conversation, uint64_t delay_ns);
void plain_disarm(struct conversation *conversation);

/* The oldest published message has this outcome. */
void plain_outcome(struct conversation *conversation, enum protocol_published outcome);

/* Splits what came by "separator", and hands each part to `take` until the conversation is closed.
 * Returns how many parts there were. */
size_t plain_split(struct conversation *conversation, const char *bytes, size_t count,
                   void (*take)(struct conversation *conversation, const char *bytes,
                                size_t count));

#endif
