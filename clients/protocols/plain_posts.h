/* Requests of `plain` on the lane PROTOCOL_SENDS, one after the other. */
#ifndef CLIENTS_PROTOCOLS_PLAIN_POSTS_H
#define CLIENTS_PROTOCOLS_PLAIN_POSTS_H

#include "clients/protocols/plain_state.h"

/* Sends it, now or when those before it are answered. `name`: of the step, for failures. */
void plain_post_add(struct conversation *conversation, const json_t *request,
                    enum plain_post_kind kind, const char *name, double timeout_s);

/* The first was answered: forgets it, and returns what it was. plain_posts_go_on follows, when the
 * answer has been dealt with. */
struct plain_post plain_post_take(struct conversation *conversation);
void plain_posts_go_on(struct conversation *conversation);

#endif
