/* The client's end of one TLS connection over bytes in memory: what came from the peer is given,
 * what is to go there is handed out. No sockets. Counted and observed as clients/net/tls.h says. */
#ifndef CLIENTS_NET_TLS_STREAM_H
#define CLIENTS_NET_TLS_STREAM_H

#include <stdbool.h>
#include <stddef.h>

#include "clients/net/tls.h"

struct tls_stream;

/* Takes all bytes that are to go to the peer. */
struct tls_output {
  void (*write)(void *owner, const char *bytes, size_t count);
  void *owner;
};

enum tls_progress {
  TLS_PROGRESS_WAITS, /* for bytes of the peer */
  TLS_PROGRESS_DONE,
  TLS_PROGRESS_FAILED, /* tls_failure says why */
};

/* `host`: whose certificate the server's is to be, a name or a numeric address. `session`: of the
 * user, and there as long as the stream. NULL without memory. */
struct tls_stream *tls_stream_create(struct tls *tls, const char *host, struct tls_session *session,
                                     struct tls_output output);
void tls_stream_destroy(struct tls_stream *stream); /* NULL is fine */

/* Bytes that came; they have to stay until the calls below have used them up. */
void tls_stream_give(struct tls_stream *stream, const char *bytes, size_t count);

/* The first call begins the handshake. */
enum tls_progress tls_stream_handshake(struct tls_stream *stream);

/* What is decrypted, up to `capacity` bytes, of as many records as are there. DONE: there may be
 * more. A peer that says goodbye has nothing more to say: WAITS. */
enum tls_progress tls_stream_read(struct tls_stream *stream, char *out, size_t capacity,
                                  size_t *count);

/* False where the connection is broken. */
bool tls_stream_write(struct tls_stream *stream, const char *bytes, size_t count);

/* Says goodbye, as OpenSSL wants it before it takes a session up again. */
void tls_stream_end(struct tls_stream *stream);

#endif
