/* Compares the headers of a request with the rules. */
#include "servers/wire/access.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

#include "common/wire/refusal.h"

/* Whether the text is in a list that is separated by commas. */
static bool listed(const char *list, const char *text, size_t bytes) {
  while (*list != '\0') {
    size_t entry_bytes = strcspn(list, ",");
    if (entry_bytes == bytes && bytes > 0 && strncasecmp(list, text, bytes) == 0)
      return true;
    list += entry_bytes;
    list += *list == ',';
  }
  return false;
}

static bool is_address(int family, const char *text, size_t bytes) {
  char copy[INET6_ADDRSTRLEN] = "";
  unsigned char address[16];
  if (bytes >= sizeof copy)
    return false;
  memcpy(copy, text, bytes);
  return inet_pton(family, copy, address) == 1;
}

/* An address, localhost or one of the names, with or without a port. */
static bool host_is_ours(const struct access *access, const char *host) {
  bool bracketed = *host == '[';
  const char *name = host + bracketed;
  size_t bytes = strcspn(name, bracketed ? "]" : ":");
  if (bracketed && name[bytes] == '\0')
    return false;
  const char *rest = name + bytes + bracketed;
  if (*rest == ':')
    rest += 1 + strspn(rest + 1, "0123456789");
  if (*rest != '\0')
    return false;
  if (bracketed)
    return is_address(AF_INET6, name, bytes);
  return is_address(AF_INET, name, bytes) || listed("localhost", name, bytes) ||
         listed(access->allow_hosts, name, bytes);
}

static bool origin_is_ours(const struct access *access, const struct access_claims *claims) {
  const char *scheme = access->tls ? "https://" : "http://";
  size_t scheme_bytes = strlen(scheme);
  const char *origin = claims->origin;
  if (listed(access->allow_origins, origin, strlen(origin)))
    return true;
  return claims->host && strncasecmp(origin, scheme, scheme_bytes) == 0 &&
         strcasecmp(origin + scheme_bytes, claims->host) == 0;
}

bool access_has_token(const struct access *access, const struct access_claims *claims) {
  static const char scheme[] = "Bearer ";
  const char *given = claims->authorization;
  if (!given || strncasecmp(given, scheme, sizeof scheme - 1) != 0)
    return false;
  given += sizeof scheme - 1;
  size_t given_bytes = strlen(given);
  size_t bytes = strlen(access->token);
  unsigned difference = given_bytes != bytes || bytes == 0;
  for (size_t i = 0; i < given_bytes && bytes > 0; i++)
    difference |= (unsigned)(given[i] ^ access->token[i % bytes]);
  return difference == 0;
}

int access_check(const struct access *access, const struct access_claims *claims,
                 enum access_need need, const char **reason) {
  if (claims->host && !host_is_ours(access, claims->host)) {
    *reason = REFUSAL_HOST;
    return 421;
  }
  if (claims->origin && !origin_is_ours(access, claims)) {
    *reason = "this Origin is neither the server's own nor named by --allow-origin";
    return 403;
  }
  bool wanted = need == ACCESS_CONTROL || (need == ACCESS_PUBLISH && access->publish_takes_token);
  if (!wanted || access_has_token(access, claims))
    return 0;
  *reason = REFUSAL_TOKEN;
  return 401;
}
