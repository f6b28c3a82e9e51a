/* A connection of HTTP/2 that users share. One thread. */
#ifndef CLIENTS_HTTP_HTTP_STREAMS_CONNECTION_H
#define CLIENTS_HTTP_HTTP_STREAMS_CONNECTION_H

#include "clients/http/http_streams_state.h"

/* The next one of http->shared, for the users from the next one on. NULL without memory. */
struct http2_connection *shared_create(struct streams_http *http);

/* Begins to connect. The requests under way are submitted when it is open. */
void shared_connect(struct http2_connection *shared);

/* Ends it; requests under way are left to the caller. `wanted`: we had no more use for it. */
void shared_leave(struct http2_connection *shared, bool wanted);

/* Gathers the frames that wait, and sends them by one call; `owner`: the connection. */
void shared_write(void *owner);

/* The same once all that has come is read. */
void shared_write_soon(struct http2_connection *shared);

#endif
