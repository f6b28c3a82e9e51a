/* Splits a URL. */
#include "bench/probe/path_url.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { HTTP_PORT = 80, HTTPS_PORT = 443, PORT_MAX = 65535 };

static enum status refused(struct error *error, const char *text, const char *why) {
  return error_set(error, STATUS_USAGE,
                   "probe takes http://NAME[:PORT][/PREFIX] or https://…, not '%s': %s", text, why);
}

static bool port_read(const char *text, size_t bytes, uint16_t *out) {
  unsigned long port = 0;
  if (bytes == 0 || bytes > 5 || strspn(text, "0123456789") < bytes)
    return false;
  for (size_t i = 0; i < bytes; i++)
    port = 10 * port + (unsigned long)(text[i] - '0');
  *out = (uint16_t)port;
  return port > 0 && port <= PORT_MAX;
}

/* Splits "NAME:PORT" or "[ADDRESS]:PORT". */
static const char *authority_read(const char *text, size_t bytes, struct path_url *out) {
  bool bracketed = bytes > 0 && *text == '[';
  const char *name = text + bracketed;
  const char *end = text + bytes;
  const char *name_end = memchr(name, bracketed ? ']' : ':', (size_t)(end - name));
  if (bracketed && !name_end)
    return "the bracket is not closed";
  if (!name_end)
    name_end = end;
  const char *rest = name_end + bracketed;
  if (name_end == name)
    return "it has no name";
  if ((size_t)(name_end - name) >= sizeof out->host)
    return "the name is too long";
  if (memchr(name, '@', (size_t)(name_end - name)))
    return "no user or password is sent";
  memcpy(out->host, name, (size_t)(name_end - name));
  out->host[name_end - name] = '\0';
  bool given = rest < end;
  if (given && (*rest != ':' || !port_read(rest + 1, (size_t)(end - rest - 1), &out->port)))
    return "the port is no number from 1 to 65535";
  bool needed = out->port != (out->tls ? HTTPS_PORT : HTTP_PORT);
  snprintf(out->authority, sizeof out->authority, needed ? "%s%s%s:%u" : "%s%s%s",
           bracketed ? "[" : "", out->host, bracketed ? "]" : "", (unsigned)out->port);
  return NULL;
}

enum status path_url_read(const char *text, struct path_url *out, struct error *error) {
  static const char http[] = "http://", https[] = "https://";
  memset(out, 0, sizeof *out);
  out->tls = strncasecmp(text, https, sizeof https - 1) == 0;
  if (!out->tls && strncasecmp(text, http, sizeof http - 1) != 0)
    return refused(error, text, "it begins with neither");
  const char *authority = text + (out->tls ? sizeof https : sizeof http) - 1;
  size_t bytes = strcspn(authority, "/?#");
  const char *prefix = authority + bytes;
  size_t prefix_bytes = strcspn(prefix, "?#");
  if (prefix[prefix_bytes] != '\0')
    return refused(error, text, "the probe adds a query of its own");
  while (prefix_bytes > 0 && prefix[prefix_bytes - 1] == '/')
    prefix_bytes--;
  if (prefix_bytes >= sizeof out->prefix)
    return refused(error, text, "the prefix is too long");
  for (const char *at = text; *at != '\0'; at++)
    if (*at <= ' ' || *at > '~')
      return refused(error, text, "it has a blank, or a letter beyond ASCII");
  memcpy(out->prefix, prefix, prefix_bytes);
  out->port = out->tls ? HTTPS_PORT : HTTP_PORT;
  const char *why = authority_read(authority, bytes, out);
  return why ? refused(error, text, why) : STATUS_OK;
}
