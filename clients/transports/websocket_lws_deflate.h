/* permessage-deflate (RFC 7692) by libwebsockets, and how many bytes its frames were: the library's
 * extension is called from here, and the lengths before and after are noted in struct deflate. */
#ifndef CLIENTS_TRANSPORTS_WEBSOCKET_LWS_DEFLATE_H
#define CLIENTS_TRANSPORTS_WEBSOCKET_LWS_DEFLATE_H

#include <libwebsockets.h>

struct deflate;

/* Extensions for lws_context_creation_info. `offer`: the text of the offer in the handshake. */
void deflate_extensions(const char *offer, struct lws_extension out[static 2]);

/* A connection is established: notes whether the server agreed. */
void deflate_begin(struct deflate *deflate, struct lws *wsi);

#endif
