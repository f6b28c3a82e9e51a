/* The addresses of targets. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/base/decimal.h"
#include "documents/target.h"

enum { HTTP_PORT = 80, HTTPS_PORT = 443 };

static enum status malformed(const char *url, struct error *error) {
  return error_set(error, STATUS_USAGE,
                   "'%.100s' is not of the form http://HOST:PORT or https://HOST:PORT", url);
}

/* Copies the host, and returns what follows it; NULL where there is none. */
static const char *host_read(const char *at, struct target_url *out) {
  bool bracketed = *at == '[';
  at += bracketed;
  size_t bytes = strcspn(at, bracketed ? "]/?#" : ":/?#@");
  if (bytes == 0 || bytes >= sizeof out->host || (bracketed && at[bytes] != ']'))
    return NULL;
  memcpy(out->host, at, bytes);
  out->host[bytes] = '\0';
  return at + bytes + bracketed;
}

enum status target_url_read(const char *url, struct target_url *out, const char **rest,
                            struct error *error) {
  struct target_url read = {.tls = strncmp(url, "https://", 8) == 0};
  if (!read.tls && strncmp(url, "http://", 7) != 0)
    return malformed(url, error);
  const char *at = host_read(url + (read.tls ? 8 : 7), &read);
  uint64_t port = read.tls ? HTTPS_PORT : HTTP_PORT;
  if (!at)
    return malformed(url, error);
  if (*at == ':') {
    at++;
    if (!decimal_read(&at, at + strlen(at), &port) || port == 0 || port > UINT16_MAX)
      return malformed(url, error);
  }
  if (*at && *at != '/')
    return malformed(url, error);
  read.port = (uint16_t)port;
  *out = read;
  if (rest)
    *rest = at;
  return STATUS_OK;
}

/* Four numbers of which the first is 127. */
static bool is_loopback(const char *host) {
  const char *end = host + strlen(host);
  for (int i = 0; i < 4; i++) {
    uint64_t number;
    if (!decimal_read(&host, end, &number) || number > UINT8_MAX || (i == 0 && number != 127))
      return false;
    if (i < 3 && *host++ != '.')
      return false;
  }
  return !*host;
}

/* The template has its port behind the host, which alone is looked at. */
static bool url_is_remote(const char *url) {
  struct target_url read = {.tls = strncmp(url, "https://", 8) == 0};
  if (*url == '/')
    return false;
  return !host_read(url + (read.tls ? 8 : 7), &read) ||
         (!is_loopback(read.host) && strcmp(read.host, "::1") != 0 &&
          strcasecmp(read.host, "localhost") != 0);
}

bool target_is_remote(const struct target_description *description) {
  const char *publish = description->publishing == TARGET_PUBLISHES_BY_REQUEST
                            ? json_string_value(json_object_get(description->publish, "url"))
                            : NULL;
  return url_is_remote(description->url) || (publish && url_is_remote(publish));
}
