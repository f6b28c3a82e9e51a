/* The server that the users connect to: its address, and whether something listens there. */
#ifndef CLIENTS_NET_TARGET_H
#define CLIENTS_NET_TARGET_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/status.h"

struct target {
  char address[16]; /* numeric IPv4, as the counts of headers assume */
  uint16_t port;
  bool tls;
  char authority[80]; /* as given, "name:port": the Host header of every request */
};

/* Reads "http://ADDRESS:PORT" or "https://...", perhaps with a final slash. STATUS_USAGE where the
 * URL is something else, STATUS_ENVIRONMENT where a name does not resolve. */
enum status target_parse(const char *url, struct target *out, struct error *error);

/* Connects once and closes. STATUS_ENVIRONMENT, with the reason, where nothing listens there.
 * Blocks for at most timeout_ms. */
enum status target_probe(const struct target *target, int timeout_ms, struct error *error);

#endif
