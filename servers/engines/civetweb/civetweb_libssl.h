/* What Debian's civetweb lacks for TLS: servers/shim/libssl.c says why. */
#ifndef SERVERS_ENGINES_CIVETWEB_CIVETWEB_LIBSSL_H
#define SERVERS_ENGINES_CIVETWEB_CIVETWEB_LIBSSL_H

#include "common/base/status.h"

/* Loads libssl.so, which lies beside the program or was installed with it; before mg_start.
 * STATUS_ENVIRONMENT when it is not there. */
enum status civetweb_libssl_load(struct error *error);

#endif
