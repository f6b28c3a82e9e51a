/* Takes the first address that accepts a connection. */
#include "bench/probe/path.h"

#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench/probe/probe_socket.h"

/* Takes the first that accepts a connection, over which nothing is sent. */
static bool address_take(const struct addrinfo *found, struct probed_path *out, int *failure) {
  for (; found; found = found->ai_next) {
    memcpy(&out->address, found->ai_addr, found->ai_addrlen);
    out->address_bytes = found->ai_addrlen;
    int descriptor = probe_connect(out, failure);
    if (descriptor < 0)
      continue;
    close(descriptor);
    return true;
  }
  return false;
}

enum status path_open(const struct path_url *url, bool insecure, const char *token,
                      struct probed_path *out, struct error *error) {
  const struct addrinfo wanted = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG};
  struct addrinfo *found = NULL;
  char port[8];
  int failure = 0;
  *out = (struct probed_path){.url = *url, .token = token};
  snprintf(port, sizeof port, "%u", (unsigned)url->port);
  int resolved = getaddrinfo(url->host, port, &wanted, &found);
  if (resolved != 0)
    return error_set(error, STATUS_ENVIRONMENT, "cannot resolve '%s': %s", url->host,
                     gai_strerror(resolved));
  bool reached = address_take(found, out, &failure);
  freeaddrinfo(found);
  if (!reached)
    return error_set(error, STATUS_ENVIRONMENT, "cannot connect to %s port %u: %s", url->host,
                     (unsigned)url->port, strerror(failure));
  if (!url->tls)
    return STATUS_OK;
  out->tls = probe_tls_create(insecure);
  return out->tls ? STATUS_OK : error_set(error, STATUS_ENVIRONMENT, "cannot set TLS up");
}

void path_close(struct probed_path *path) {
  probe_tls_destroy(path->tls);
  path->tls = NULL;
}
