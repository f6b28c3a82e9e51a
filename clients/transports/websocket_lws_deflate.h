/* permessage-deflate (RFC 7692) as libwebsockets has it, and how many bytes of frames it
 * made of texts: the library shows the texts alone. */
#ifndef CLIENTS_TRANSPORTS_WEBSOCKET_LWS_DEFLATE_H
#define CLIENTS_TRANSPORTS_WEBSOCKET_LWS_DEFLATE_H

#include <libwebsockets.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/users/user.h"

/* Of one connection; all zero when it begins. */
struct deflate {
  bool active;    /* the server agreed */
  bool inflating; /* what is received is a compressed frame's */
  uint64_t came;  /* payload of frames that was inflated, and not taken yet */
  uint64_t went;  /* payload that the newest text became */
};

/* For lws_context_creation_info. `offer`: what the handshake says. */
void deflate_extensions(const char *offer, struct lws_extension out[static 2]);

/* On a connection that is established: whether the server agreed. */
void deflate_begin(struct deflate *deflate, struct lws *wsi);

/* Payload of frames behind `bytes` that were handed over; `bytes` without compression. */
uint64_t deflate_came(struct deflate *deflate, uint64_t bytes);

/* Payload of the frame behind a text of `bytes` that was written. */
uint64_t deflate_went(const struct deflate *deflate, uint64_t bytes);

/* The user's connection's: of the transport that speaks WebSocket. */
struct deflate *websocket_deflate(struct user *user);

#endif
