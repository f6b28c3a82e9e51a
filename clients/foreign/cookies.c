/* The jar is the line that is sent. */
#include "clients/foreign/cookies.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char set_cookie[] = "Set-Cookie:";
static const char between[] = "; ";

struct span {
  const char *bytes;
  size_t count;
};

void cookies_release(struct cookies *cookies) {
  free(cookies->line);
  cookies->line = NULL;
}

const char *cookies_line(const struct cookies *cookies) {
  return cookies->line ? cookies->line : "";
}

static struct span trimmed(struct span span) {
  while (span.count > 0 && (*span.bytes == ' ' || *span.bytes == '\t')) {
    span.bytes++;
    span.count--;
  }
  while (span.count > 0 &&
         (span.bytes[span.count - 1] == ' ' || span.bytes[span.count - 1] == '\t'))
    span.count--;
  return span;
}

/* Takes what is in front of the mark, or all, out of *rest. */
static struct span cut(struct span *rest, char mark) {
  const char *stop = rest->count > 0 ? memchr(rest->bytes, mark, rest->count) : NULL;
  struct span part = {rest->bytes, stop ? (size_t)(stop - rest->bytes) : rest->count};
  size_t taken = part.count + (stop != NULL);
  rest->bytes += taken;
  rest->count -= taken;
  return trimmed(part);
}

static bool starts_with(struct span span, const char *text) {
  return span.count >= strlen(text) && strncasecmp(span.bytes, text, strlen(text)) == 0;
}

/* An attribute by which servers delete a cookie: "Max-Age=0", or an expiry in 1970. */
static bool deletes(struct span attribute) {
  static const char age[] = "Max-Age=", expires[] = "Expires=";
  if (starts_with(attribute, age)) {
    const char *value = attribute.bytes + strlen(age);
    return attribute.count > strlen(age) && (*value == '0' || *value == '-');
  }
  return starts_with(attribute, expires) && memmem(attribute.bytes, attribute.count, " 1970 ", 6);
}

/* The name of "name=value". */
static struct span name_of(struct span pair) {
  const char *equals = memchr(pair.bytes, '=', pair.count);
  return (struct span){pair.bytes, equals ? (size_t)(equals - pair.bytes) : 0};
}

/* The jar without the cookie of that name, and with the pair, if it is not empty, behind the
 * others. malloc'd; NULL without memory, or where it would be too long. */
static char *line_with(const struct cookies *cookies, struct span name, struct span pair) {
  struct span rest = {cookies_line(cookies), strlen(cookies_line(cookies))};
  char *line = malloc(rest.count + strlen(between) + pair.count + 1);
  char *at = line;
  if (!line)
    return NULL;
  while (rest.count > 0) {
    struct span kept = cut(&rest, ';'), own = name_of(kept);
    if (own.count == name.count && memcmp(own.bytes, name.bytes, name.count) == 0)
      continue;
    at = mempcpy(at > line ? stpcpy(at, between) : at, kept.bytes, kept.count);
  }
  if (pair.count > 0)
    at = mempcpy(at > line ? stpcpy(at, between) : at, pair.bytes, pair.count);
  *at = '\0';
  if (at - line > COOKIES_BYTES_MAX) {
    free(line);
    return NULL;
  }
  return line;
}

static void cookie_set(struct cookies *cookies, struct span value) {
  struct span pair = cut(&value, ';'), name = name_of(pair);
  bool deleted = false;
  if (name.count == 0)
    return;
  while (value.count > 0)
    deleted = deletes(cut(&value, ';')) || deleted;
  char *line = line_with(cookies, name, deleted ? (struct span){pair.bytes, 0} : pair);
  if (!line)
    return;
  free(cookies->line);
  cookies->line = line;
}

void cookies_take(struct cookies *cookies, const char *head, size_t head_bytes) {
  struct span rest = {head, head_bytes};
  while (rest.count > 0) {
    struct span line = cut(&rest, '\n');
    if (line.count > 0 && line.bytes[line.count - 1] == '\r')
      line.count--;
    if (!starts_with(line, set_cookie))
      continue;
    line.bytes += strlen(set_cookie);
    line.count -= strlen(set_cookie);
    cookie_set(cookies, trimmed(line));
  }
}
