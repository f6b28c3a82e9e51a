/* Loads the shim that Debian's civetweb needs for TLS: servers/shim/libssl.c says why. */
#ifndef SERVERS_ENGINES_CIVETWEB_CIVETWEB_LIBSSL_H
#define SERVERS_ENGINES_CIVETWEB_CIVETWEB_LIBSSL_H

#include "common/base/status.h"

/* Before mg_start. libssl.so lies beside the program or was installed with it; STATUS_ENVIRONMENT
 * when it is missing. */
enum status civetweb_libssl_load(struct error *error);

#endif
