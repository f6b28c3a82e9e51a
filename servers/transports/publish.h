/* Checks and publishes a message that a user has sent by POST /publish or in a text frame. */
#ifndef SERVERS_TRANSPORTS_PUBLISH_H
#define SERVERS_TRANSPORTS_PUBLISH_H

#include <stddef.h>
#include <stdint.h>

#include "servers/channels/hub.h"

/* Returns 0 and the message's number, or the HTTP status to refuse with and *reason, a constant
 * line, when nothing was published: 400 malformed, 404 no such channel, 413 too long, 503 no memory
 * or no journal. Any thread. */
int publish_text(struct hub *hub, uint64_t channel, const char *text, size_t bytes, uint64_t now_ns,
                 uint64_t *seq, const char **reason);

#endif
