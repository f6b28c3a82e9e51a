/* The listening socket of an engine whose sockets are its own. */
#ifndef SERVERS_ENGINES_LISTENER_H
#define SERVERS_ENGINES_LISTENER_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/status.h"
#include "common/suite/server_options.h"

/* Listens at options->listen without blocking, with the options of connections that accepted
 * sockets inherit. *port: 0, or the port that an earlier one of several has got; then the one that
 * this socket has. Where the server has several loops or processes (listener_is_shared), their
 * sockets listen on one port. STATUS_USAGE or STATUS_ENVIRONMENT with the reason; *out and *port
 * are written only on success. */
enum status listener_open(const struct server_options *options, int *out, uint16_t *port,
                          struct error *error);

bool listener_is_shared(const struct server_options *options);

#endif
