/* A connection to the path, with or without TLS, that shows who ended it and how. */
#ifndef BENCH_PROBE_PROBE_SOCKET_H
#define BENCH_PROBE_PROBE_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "bench/probe/path_url.h"

struct ssl_st;

/* The end of the peer's stream. */
enum socket_end {
  SOCKET_OPEN,
  SOCKET_FIN,     /* in order; with TLS without its goodbye */
  SOCKET_GOODBYE, /* TLS's close_notify */
  SOCKET_RST,
  SOCKET_FAILED, /* TLS is broken, or the network says that nobody is there */
};

struct probe_socket {
  int descriptor; /* -1: none */
  struct ssl_st *ssl;
  enum socket_end end;
};

enum probe_alpn { ALPN_HTTP_1_1, ALPN_BOTH }; /* what TLS offers: HTTP/1.1 alone, or HTTP/2 too */

/* Milliseconds for a connection and its handshake. */
enum { PROBE_CONNECT_MS = 10000 };

/* Connects to path->address; the descriptor does not block. -1 with errno in *failure. */
int probe_connect(const struct probed_path *path, int *failure);

/* NULL without memory. */
struct ssl_ctx_st *probe_tls_create(bool insecure);
void probe_tls_destroy(struct ssl_ctx_st *tls); /* NULL is fine */

/* False with the reason; there is nothing to close then. */
bool probe_socket_open(const struct probed_path *path, enum probe_alpn alpn,
                       struct probe_socket *out, char *why, size_t capacity);
void probe_socket_close(struct probe_socket *socket); /* harmless when repeated */

/* Whether TLS agreed on HTTP/2. */
bool probe_socket_has_h2(const struct probe_socket *socket);

/* Reads what is there; 0 without any, and where the stream has ended (socket->end). */
size_t probe_socket_read(struct probe_socket *socket, char *out, size_t capacity);

/* Waits until there is something to read. False after the deadline, and after an interrupt. */
bool probe_socket_wait(const struct probe_socket *socket, uint64_t deadline_ns);

/* Writes all, or until the deadline. False where it could not; socket->end may say why. */
bool probe_socket_write(struct probe_socket *socket, const char *bytes, size_t count,
                        uint64_t deadline_ns);

/* "FIN", "RST", … */
const char *socket_end_words(enum socket_end end);

#endif
