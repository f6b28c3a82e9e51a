/* TLS at the client, the same for all libraries: trusted certificates, the duration of handshakes,
 * and counts of the bytes that TLS adds.
 *
 * libcurl makes a context of OpenSSL for each connection and shows it (tls_observe); libwebsockets
 * and our own connections get one context for all (tls_context). OpenSSL's callbacks on these
 * contexts tell when a handshake begins and ends, whether it resumed a session, and the length and
 * kind of each record. So the data above TLS, and the bytes that TLS adds to it, are counted
 * independently of the libraries' own counts and of the kernel's. */
#ifndef CLIENTS_NET_TLS_H
#define CLIENTS_NET_TLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/record/counters.h"
#include "common/base/status.h"
#include "common/stats/histogram.h"

struct carrier;
struct tls;
struct ssl_st; /* OpenSSL's SSL, SSL_CTX and SSL_SESSION, by the names in its headers */
struct ssl_ctx_st;
struct ssl_session_st;

enum { TLS_NAME_BYTES = 64 };

/* Over the whole run. `handshake`: from the connected socket to the end of the handshake, full or
 * resumed. */
struct tls_figures {
  struct histogram handshake;
  uint64_t full, resumed, failed;
  char version[TLS_NAME_BYTES]; /* of the last handshake; "" without any */
  char cipher[TLS_NAME_BYTES];
};

/* `ca`: a file of certificates (PEM) to trust; "": those of the system. Without `resume` every
 * handshake is a full one. Counts tls_up_bytes and tls_down_bytes in `counters`.
 * STATUS_ENVIRONMENT when the file cannot be used. */
enum status tls_create(const char *ca, bool resume, struct counters *counters, struct tls **out,
                       struct error *error);
void tls_destroy(struct tls *tls); /* after all connections; NULL is fine */

/* Connections that begin from now on offer HTTP/2, and nothing else, by ALPN. */
void tls_offer_http2(struct tls *tls);

/* Offers, by ALPN, the version of HTTP that is spoken. False without memory. */
bool tls_offer(const struct tls *tls, struct ssl_st *ssl);

/* The run is over: a handshake that is broken off from now on does not count as failed. */
void tls_closing(struct tls *tls);

const struct tls_figures *tls_figures(const struct tls *tls);

/* The figures: clients/record/carrier.h. */
void tls_carry(struct tls *tls, struct carrier *carrier);
const char *tls_ca(const struct tls *tls);
bool tls_resumes(const struct tls *tls);

/* Why the last failed handshake failed; "" where it is not known. */
const char *tls_failure(const struct tls *tls);

/* The ciphers of TLS 1.2 that we speak, in OpenSSL's notation: only those with authenticated
 * encryption, which add the same number of bytes to each record. */
extern const char *const tls_ciphers;

/* Observes the connection that libcurl is about to make with the context. Adds the bytes that are
 * decrypted on it to *data_down, which must outlive the context. */
void tls_observe(struct tls *tls, struct ssl_ctx_st *context, uint64_t *data_down);

/* The context of libwebsockets and of our own connections; belongs to `tls`. It verifies the
 * server's certificate; the caller sets the host that the certificate must name. */
struct ssl_ctx_st *tls_context(const struct tls *tls);

/* Bytes of data above TLS. */
struct tls_data {
  uint64_t up, down;
  uint64_t pending; /* a part of down: decrypted, but not read yet */
};

/* The data that a connection has carried so far. False without TLS. */
bool tls_data_read(struct ssl_st *ssl, struct tls_data *out);

/* Sends the goodbye (close_notify) on a connection whose socket is about to be closed: OpenSSL does
 * not resume the session of a connection that ended without it. */
void tls_end(struct ssl_st *ssl);

/* A user's last session, which its next connection resumes. */
struct tls_session {
  struct ssl_session_st *session; /* NULL: none */
};
void tls_session_release(struct tls_session *session);

/* Observes a connection of our own, before its handshake. `session`: of its user, to be resumed and
 * renewed; NULL: none. False without memory. */
bool tls_adopt(struct tls *tls, struct ssl_st *ssl, struct tls_session *session);

/* OpenSSL has just failed on a connection of our own: keeps its words for tls_failure, unless an
 * alert has said more. */
void tls_failed(struct tls *tls);

/* The next connection on the descriptor belongs to the session's user. */
void tls_expect(struct tls *tls, int descriptor, struct tls_session *session);

#endif
