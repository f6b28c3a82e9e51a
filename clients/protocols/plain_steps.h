/* The steps of `plain`, one after the other. The phase is PLAIN_STEPS_DONE behind the last. */
#ifndef CLIENTS_PROTOCOLS_PLAIN_STEPS_H
#define CLIENTS_PROTOCOLS_PLAIN_STEPS_H

#include "clients/protocols/plain_match.h"
#include "clients/protocols/plain_state.h"

void plain_steps_begin(struct conversation *conversation);

/* The name of the step that is being done; NULL before the first and behind the last. */
const char *plain_steps_name(const struct conversation *conversation);

/* The WebSocket or the stream is open; the request of a step was answered, or what was to be opened
 * was refused; something came; the timer has run. */
void plain_steps_opened(struct conversation *conversation, const struct protocol_answer *answer);
void plain_steps_answered(struct conversation *conversation, const struct protocol_answer *answer);
void plain_steps_input(struct conversation *conversation, struct plain_input *input);
void plain_steps_woken(struct conversation *conversation);

#endif
