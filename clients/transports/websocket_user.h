/* The part of a user's WebSocket that is the same on every library: counts of connections, and the
 * meaning of a text. */
#ifndef CLIENTS_TRANSPORTS_WEBSOCKET_USER_H
#define CLIENTS_TRANSPORTS_WEBSOCKET_USER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct user;

/* The user's socket begins to connect. */
void websocket_attempted(struct user *user);

/* Its handshake has failed; `sent`: after its request was sent, which is in the count then. */
void websocket_failed(struct user *user, bool sent);

/* It is connected; the user had `number` connections before. */
void websocket_opened(struct user *user, uint64_t number);

/* Takes a whole text: a message, the answer to one, or a heartbeat. True where HEARTBEAT_ANSWER is
 * to be sent. Does nothing once the user has ended. */
bool websocket_text_asks(struct user *user, const char *text, size_t bytes, uint64_t receipt_ns);

#endif
