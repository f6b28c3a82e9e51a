/* The request of a user, on its stream of HTTP/2. One thread. */
#ifndef CLIENTS_HTTP_HTTP_STREAMS_REQUEST_H
#define CLIENTS_HTTP_HTTP_STREAMS_REQUEST_H

#include "clients/http/http_streams_state.h"

/* Submits the request that stream->request has. False without memory. */
bool stream_submit(struct stream *stream);

/* Ends the request by a whole answer, or by a failure; `connected`: its connection was open. */
void stream_complete(struct stream *stream);
void stream_failed(struct stream *stream, bool connected, enum life_failure failure);

/* The server is told that nobody reads the answer. */
void stream_reset(struct stream *stream);

/* Adds bytes for the server to a WebSocket's stream. False without memory. */
bool stream_put(struct stream *stream, const char *bytes, size_t count);
void stream_put_end(struct stream *stream); /* nothing follows */

#endif
