/* The address that an engine listens on. */
#ifndef SERVERS_ENGINES_ENDPOINT_H
#define SERVERS_ENGINES_ENDPOINT_H

#include <stdint.h>

#include "common/base/status.h"

/* Connections that the kernel completes before an engine accepts them; no more than the system
 * allows (net.core.somaxconn). */
enum { LISTEN_BACKLOG = 4096 };

struct endpoint {
  char address[16]; /* numeric IPv4 */
  uint16_t port;    /* 0: the kernel chooses one */
};

/* Reads an option's "address:port". STATUS_USAGE with the reason, and *out as it was, where it is
 * not one. */
enum status endpoint_read(const char *text, struct endpoint *out, struct error *error);

#endif
