/* TLS at the client, alike for all that carries the users: who is trusted, what handshakes took,
 * and which of a stream's bytes are TLS's own.
 *
 * libcurl makes a context of OpenSSL for each connection and shows it (tls_observe);
 * libwebsockets and our own connections get one for all (tls_context). OpenSSL's callbacks on these
 * contexts say when a handshake begins and ends, whether it took up an earlier session, and the
 * length and kind of each record. So data (what lies above TLS) and what TLS adds to it are counted
 * apart from what the libraries say they read and wrote, and from what the kernel counts in the
 * stream. */
#ifndef CLIENTS_NET_TLS_H
#define CLIENTS_NET_TLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/record/counters.h"
#include "common/base/status.h"
#include "common/stats/histogram.h"

struct tls;
struct ssl_st; /* OpenSSL's SSL, SSL_CTX and SSL_SESSION, by the names in its headers */
struct ssl_ctx_st;
struct ssl_session_st;

enum { TLS_NAME_BYTES = 64 };

/* Over the whole life. `handshake`: from the connection's being there to the handshake's
 * end, both in full and resumed ones. */
struct tls_figures {
  struct histogram handshake;
  uint64_t full, resumed, failed;
  char version[TLS_NAME_BYTES]; /* of the last handshake; "" without any */
  char cipher[TLS_NAME_BYTES];
};

/* `ca`: a file of certificates (PEM) to trust, "" for those of the system. Without
 * `resume` every handshake is a full one. Counts tls_up_bytes and tls_down_bytes in
 * `counters`. STATUS_ENVIRONMENT when the file cannot be used. */
enum status tls_create(const char *ca, bool resume, struct counters *counters, struct tls **out,
                       struct error *error);
void tls_destroy(struct tls *tls); /* after what uses its contexts; NULL is fine */

/* The run is over: a handshake that is broken off from now on has not failed. */
void tls_closing(struct tls *tls);

const struct tls_figures *tls_figures(const struct tls *tls);
const char *tls_ca(const struct tls *tls);
bool tls_resumes(const struct tls *tls);

/* Why the last handshake that failed did; "" when there is no more to say. */
const char *tls_failure(const struct tls *tls);

/* What the versions and ciphers are that we speak, in OpenSSL's notation. Those without
 * authenticated encryption are not: what they add to a record depends on its length. */
extern const char *const tls_ciphers;

/* Observes the connection that libcurl is about to make of the context. `data_down` counts
 * what is decrypted on it, and must be there until the context is gone. */
void tls_observe(struct tls *tls, struct ssl_ctx_st *context, uint64_t *data_down);

/* For all connections of libwebsockets and our own; belongs to `tls`. Verifies the server's
 * certificate; its name is the part of who uses it. */
struct ssl_ctx_st *tls_context(const struct tls *tls);

/* What lies above TLS in one connection so far. False without TLS. */
struct tls_data {
  uint64_t up, down;
  uint64_t pending; /* part of down: decrypted, but not read yet */
};
bool tls_data_read(struct ssl_st *ssl, struct tls_data *out);

/* Says goodbye (close_notify) on a connection whose socket is about to be closed: OpenSSL
 * takes up no session of a connection that ended without. */
void tls_end(struct ssl_st *ssl);

/* A user's last session, taken up by its next connection. */
struct tls_session {
  struct ssl_session_st *session; /* NULL for none */
};
void tls_session_release(struct tls_session *session);

/* A connection of our own, before its handshake: it is the session's user's; NULL where no session
 * is to be taken up. False without memory. */
bool tls_adopt(struct tls *tls, struct ssl_st *ssl, struct tls_session *session);

/* OpenSSL has just refused to go on with a connection of our own: keeps its words for
 * tls_failure, where no alert has said more. */
void tls_failed(struct tls *tls);

/* The connection that will be made on the descriptor is the session's user's. */
void tls_expect(struct tls *tls, int descriptor, struct tls_session *session);

#endif
