/* The session of nghttp2 that a connection of HTTP/2 has. One thread. */
#ifndef CLIENTS_HTTP_HTTP_STREAMS_SESSION_H
#define CLIENTS_HTTP_HTTP_STREAMS_SESSION_H

#include "clients/http/http_streams_state.h"

/* The functions that nghttp2 calls; NULL without memory. */
nghttp2_session_callbacks *session_callbacks_make(void);

/* Makes shared->session. False without memory. */
bool session_begin(struct http2_connection *shared);

/* Counts whole frames that are sent. */
void session_count_sent(struct http2_connection *shared, const uint8_t *bytes, size_t count);

/* Whether the server has said that it does (RFC 8441). */
bool session_takes_websockets(const struct http2_connection *shared);

#endif
