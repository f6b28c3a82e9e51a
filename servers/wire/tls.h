/* TLS at the server: certificate, versions and tickets, alike for every engine. */
#ifndef SERVERS_WIRE_TLS_H
#define SERVERS_WIRE_TLS_H

#include "common/base/status.h"
#include "common/suite/server_options.h"

struct ssl_ctx_st; /* OpenSSL's SSL_CTX, by the name that its headers give it */

/* A context with the certificate and the key of the options, which must fit together and
 * be valid today. STATUS_USAGE when a file is not named, STATUS_ENVIRONMENT when it cannot
 * be used; the line says which file, and why. */
enum status tls_context_create(const struct server_options *options, struct ssl_ctx_st **out,
                               struct error *error);
void tls_context_release(struct ssl_ctx_st *context); /* NULL is fine */

/* The same into a context that a library has made. */
enum status tls_context_fill(struct ssl_ctx_st *context, const struct server_options *options,
                             struct error *error);

#endif
