/* A connected socket that never blocks, plain or with TLS by OpenSSL. Not for concurrent use. */
#ifndef SERVERS_ENGINES_EPOLL_STREAM_H
#define SERVERS_ENGINES_EPOLL_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <sys/uio.h>

struct ssl_ctx_st;
struct ssl_st;

enum { STREAM_RECORD_BYTES = 16384 }; /* of TLS, at most */

struct stream {
  int descriptor;
  char *record;        /* room for STREAM_RECORD_BYTES, which several streams may share */
  struct ssl_st *tls;  /* NULL: plain */
  bool reads_by_write; /* TLS can read only when the socket takes bytes again */
};

enum stream_end {
  STREAM_ENDED = 0,  /* the peer has ended its side */
  STREAM_AGAIN = -1, /* not now */
  STREAM_FAILED = -2,
};

/* Takes the descriptor, a new connection's; it is closed even when this fails. `context` NULL:
 * plain; else the caller sets stream->record before it writes. False without memory. */
bool stream_open(struct stream *stream, int descriptor, struct ssl_ctx_st *context);

/* Whether HTTP/2 may be spoken: in clear, or where ALPN has chosen it. */
bool stream_may_speak_http2(const struct stream *stream);

/* Closes at once. `reset`: and the kernel drops what it still holds for the peer. */
void stream_close(struct stream *stream, bool reset);

/* Ends our side; what the peer sends can still be read. */
void stream_shut_down(struct stream *stream);

/* Number of bytes, or an enum stream_end. */
ssize_t stream_read(struct stream *stream, void *out, size_t capacity);

/* Whether bytes can be read that the kernel does not know of any more. */
bool stream_has_read_ahead(const struct stream *stream);

/* Writes from the beginning of the parts, with one system call. Returns the number of bytes that
 * were taken, STREAM_AGAIN or STREAM_FAILED. After STREAM_AGAIN the next call begins with the same
 * bytes. */
ssize_t stream_write(struct stream *stream, const struct iovec *parts, int count);

#endif
