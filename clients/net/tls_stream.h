/* The client's end of one TLS connection, without a socket: the caller gives it the bytes from the
 * peer, and takes the bytes that are to go there. Counts are those of clients/net/tls.h. */
#ifndef CLIENTS_NET_TLS_STREAM_H
#define CLIENTS_NET_TLS_STREAM_H

#include <stdbool.h>
#include <stddef.h>

#include "clients/net/tls.h"

struct tls_stream;

/* The function that takes all bytes that are to go to the peer. */
struct tls_output {
  void (*write)(void *owner, const char *bytes, size_t count);
  void *owner;
};

enum tls_progress {
  TLS_PROGRESS_WAITS, /* bytes of the peer are needed */
  TLS_PROGRESS_DONE,
  TLS_PROGRESS_FAILED, /* tls_failure says why */
};

/* `host`: a name or a numeric address, which the server's certificate must have. `session`: of the
 * user; outlives the stream. NULL without memory. */
struct tls_stream *tls_stream_create(struct tls *tls, const char *host, struct tls_session *session,
                                     struct tls_output output);
void tls_stream_destroy(struct tls_stream *stream); /* NULL is fine */

/* Gives the bytes that have arrived. They must stay valid until the calls below have read them. */
void tls_stream_give(struct tls_stream *stream, const char *bytes, size_t count);

/* The first call begins the handshake. */
enum tls_progress tls_stream_handshake(struct tls_stream *stream);

/* Decrypts up to `capacity` bytes of the records that are there. DONE: there may be more. WAITS
 * also after the peer's goodbye. */
enum tls_progress tls_stream_read(struct tls_stream *stream, char *out, size_t capacity,
                                  size_t *count);

/* False where the connection is broken. */
bool tls_stream_write(struct tls_stream *stream, const char *bytes, size_t count);

/* Sends the goodbye, without which OpenSSL does not resume the session. */
void tls_stream_end(struct tls_stream *stream);

#endif
