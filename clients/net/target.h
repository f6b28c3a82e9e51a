/* The server that the users connect to. */
#ifndef CLIENTS_NET_TARGET_H
#define CLIENTS_NET_TARGET_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/status.h"

struct target {
  char address[16]; /* numeric IPv4: what is counted per segment assumes it */
  uint16_t port;
  bool tls;
  char authority[80]; /* as given, "name:port": the Host header of every request */
};

/* From "http://ADDRESS:PORT" or "https://..." (a final slash is fine). STATUS_USAGE when it is not
 * that, STATUS_ENVIRONMENT when a name does not resolve. */
enum status target_parse(const char *url, struct target *out, struct error *error);

/* Connects once and closes: STATUS_ENVIRONMENT with the reason when nothing listens
 * there. Blocks for at most timeout_ms. */
enum status target_probe(const struct target *target, int timeout_ms, struct error *error);

#endif
