/* Makes the TLS context: certificate, versions and tickets are the same for every engine. */
#ifndef SERVERS_WIRE_TLS_H
#define SERVERS_WIRE_TLS_H

#include "common/base/status.h"
#include "common/suite/server_options.h"

struct ssl_ctx_st; /* OpenSSL's SSL_CTX, by the name that its headers give it */

/* A context with the certificate and the key of the options, which must belong together and be
 * valid today. STATUS_USAGE when a file is not named, STATUS_ENVIRONMENT when it cannot be used;
 * the error says which file, and why. */
enum status tls_context_create(const struct server_options *options, struct ssl_ctx_st **out,
                               struct error *error);
void tls_context_release(struct ssl_ctx_st *context); /* NULL is fine */

/* The same for a context that a library has made. */
enum status tls_context_fill(struct ssl_ctx_st *context, const struct server_options *options,
                             struct error *error);

#endif
