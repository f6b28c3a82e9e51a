/* URLs, names, and a first connection. */
#include "clients/net/target.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const struct {
  const char *text;
  bool tls;
} schemes[] = {{"http://", false}, {"https://", true}};

/* The length of the URL's scheme; 0 where it is neither http nor https. */
static size_t scheme_read(const char *url, bool *tls) {
  for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
    size_t bytes = strlen(schemes[i].text);
    if (strncmp(url, schemes[i].text, bytes) != 0)
      continue;
    *tls = schemes[i].tls;
    return bytes;
  }
  return 0;
}

static enum status address_resolve(const char *host, struct target *target, struct error *error) {
  struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
  struct addrinfo *found = NULL;
  int failure = getaddrinfo(host, NULL, &hints, &found);
  if (failure)
    return error_set(error, STATUS_ENVIRONMENT, "cannot find the address of '%s': %s", host,
                     gai_strerror(failure));
  const struct sockaddr_in *address = (const struct sockaddr_in *)(const void *)found->ai_addr;
  inet_ntop(AF_INET, &address->sin_addr, target->address, sizeof target->address);
  freeaddrinfo(found);
  return STATUS_OK;
}

enum status target_parse(const char *url, struct target *out, struct error *error) {
  struct target target = {.port = 0};
  char host[64] = "";
  size_t scheme_bytes = scheme_read(url, &target.tls);
  const char *authority = url + scheme_bytes;
  if (scheme_bytes == 0)
    goto malformed;
  const char *colon = strchr(authority, ':');
  if (!colon || colon == authority || (size_t)(colon - authority) >= sizeof host)
    goto malformed;
  memcpy(host, authority, (size_t)(colon - authority));
  if (strspn(colon + 1, "0123456789") == 0)
    goto malformed;
  char *end = NULL;
  unsigned long port = strtoul(colon + 1, &end, 10);
  if (port < 1 || port > UINT16_MAX || (*end && strcmp(end, "/") != 0))
    goto malformed;

  target.port = (uint16_t)port;
  snprintf(target.authority, sizeof target.authority, "%s:%u", host, (unsigned)target.port);
  enum status status = address_resolve(host, &target, error);
  if (status == STATUS_OK)
    *out = target;
  return status;

malformed:
  return error_set(error, STATUS_USAGE,
                   "--connect: '%s' is not of the form http://ADDRESS:PORT or https://ADDRESS:PORT",
                   url);
}

/* Returns 0, or the errno of the attempt. */
static int connect_within(int descriptor, const struct sockaddr_in *address, int timeout_ms) {
  if (connect(descriptor, (const struct sockaddr *)(const void *)address, sizeof *address) == 0)
    return 0;
  if (errno != EINPROGRESS)
    return errno;
  struct pollfd wait = {.fd = descriptor, .events = POLLOUT};
  int ready = poll(&wait, 1, timeout_ms);
  if (ready <= 0)
    return ready == 0 ? ETIMEDOUT : errno;
  int failure = 0;
  socklen_t bytes = sizeof failure;
  getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &failure, &bytes);
  return failure;
}

enum status target_probe(const struct target *target, int timeout_ms, struct error *error) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(target->port)};
  inet_pton(AF_INET, target->address, &address.sin_addr);
  int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  int failure = descriptor < 0 ? errno : connect_within(descriptor, &address, timeout_ms);
  if (descriptor >= 0)
    close(descriptor);
  if (failure)
    return error_set(error, STATUS_ENVIRONMENT,
                     "cannot connect to %s: %s; is pushbench-server running?", target->authority,
                     strerror(failure));
  return STATUS_OK;
}
