/* The request line, and a table of the headers that matter. */
#include "servers/wire/request_head.h"

#include <string.h>
#include <strings.h>

#include "common/wire/header_list.h"
#include "common/wire/refusal.h"

size_t request_head_blank_bytes(const char *bytes, size_t count) {
  size_t blank = 0;
  for (;;) {
    size_t left = count - blank;
    if (left >= 1 && bytes[blank] == '\n')
      blank += 1;
    else if (left >= 2 && bytes[blank] == '\r' && bytes[blank + 1] == '\n')
      blank += 2;
    else
      return blank;
  }
}

size_t request_head_bytes(const char *bytes, size_t count) {
  const char *end = bytes + count;
  for (const char *feed = memchr(bytes, '\n', count); feed;
       feed = memchr(feed + 1, '\n', (size_t)(end - feed - 1))) {
    const char *next = feed + 1;
    if (next < end && *next == '\r')
      next++;
    if (next < end && *next == '\n')
      return (size_t)(next + 1 - bytes);
  }
  return 0;
}

static int refused(int status, const char *text, const char **reason) {
  *reason = text;
  return status;
}

static const char token[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                            "!#$%&'*+-.^_`|~";

static bool is_token(const char *text) {
  return *text != '\0' && text[strspn(text, token)] == '\0';
}

bool request_head_may_follow(const char *bytes, size_t count) {
  size_t at = 0;
  while (at < count && bytes[at] != '\0' && strchr(token, bytes[at]))
    at++;
  return at == count || (at > 0 && bytes[at] == ' ');
}

/* Takes the next line, without its end, which becomes a NUL. The last one is empty. */
static char *line_take(char **at, char *end, size_t *bytes) {
  char *line = *at;
  char *feed = memchr(line, '\n', (size_t)(end - line));
  *at = feed + 1;
  *bytes = (size_t)(feed - line);
  if (*bytes > 0 && line[*bytes - 1] == '\r')
    --*bytes;
  line[*bytes] = '\0';
  return line;
}

/* --- the request line ---------------------------------------------------------------- */

/* Cuts "GET /path?query HTTP/1.1" at its two blanks. False where it has another form. */
static bool request_line_cut(char *line, size_t bytes, char **target, char **version) {
  static const char protocol[] = "HTTP/";
  char *first = memchr(line, ' ', bytes);
  char *second = first ? memchr(first + 1, ' ', (size_t)(line + bytes - first - 1)) : NULL;
  if (first)
    *first = '\0';
  if (!second)
    return false;
  *second = '\0';
  *target = first + 1;
  *version = second + 1;
  size_t version_bytes = (size_t)(line + bytes - *version);
  bool printable = strlen(line) == (size_t)(first - line) &&
                   strlen(*target) == (size_t)(second - *target) &&
                   strlen(*version) == version_bytes && !strpbrk(*target, "\t\r\v\f");
  if (!printable || strncmp(*version, protocol, sizeof protocol - 1) != 0)
    return false;
  *version += sizeof protocol - 1;
  return true;
}

static int request_line_read(char *line, size_t bytes, struct request_text *out,
                             const char **reason) {
  char *target = NULL;
  char *version = NULL;
  bool cut = request_line_cut(line, bytes, &target, &version);
  int status = request_unreadable(line, reason); /* 400 for a method that is known, too */
  if (!cut || !is_token(line) || status != 400)
    return status;
  if (*target != '/')
    return refused(REQUEST_TARGET_REFUSED, REQUEST_TARGET_REASON, reason);
  char *query = strchr(target, '?');
  if (query)
    *query++ = '\0';
  if (strlen(target) >= REQUEST_TARGET_BYTES_MAX ||
      (query && strlen(query) >= REQUEST_TARGET_BYTES_MAX))
    return refused(414, REFUSAL_LONG_TARGET, reason);
  out->method = line;
  out->path = target;
  out->query = query;
  out->version = version;
  return 0;
}

/* --- headers ------------------------------------------------------------------------- */

#define HEADER_OF(member) offsetof(struct request_head, member)

static const struct header {
  const char *name;
  size_t offset; /* of the text in a request_head */
  bool single;   /* it may stand there only once */
} headers[] = {
    {"Host", HEADER_OF(text.host), true},
    {"Origin", HEADER_OF(text.origin), true},
    {"Authorization", HEADER_OF(text.authorization), true},
    {"Content-Length", HEADER_OF(text.content_length), true},
    {"Transfer-Encoding", HEADER_OF(text.transfer_encoding), true},
    {"Accept-Encoding", HEADER_OF(text.accept_encoding), false},
    {"Last-Event-ID", HEADER_OF(text.last_event_id), false},
    {"If-None-Match", HEADER_OF(text.if_none_match), false},
    {"Expect", HEADER_OF(text.expect), false},
    {"Upgrade", HEADER_OF(text.upgrade), false},
    {"Connection", HEADER_OF(handshake.connection), false},
    {"Sec-WebSocket-Version", HEADER_OF(handshake.version), false},
    {"Sec-WebSocket-Key", HEADER_OF(handshake.key), false},
};

static void extensions_add(struct request_head *out, const char *value) {
  size_t have = strlen(out->extensions);
  size_t bytes = strlen(value);
  if (have + 2 + bytes >= sizeof out->extensions) {
    out->extensions[0] = '\0';
    return;
  }
  if (have > 0)
    out->extensions[have++] = ',';
  memcpy(out->extensions + have, value, bytes + 1);
}

static void header_take(struct request_head *out, const char *name, const char *value) {
  out->lines[out->line_count++] = (struct request_line){.name = name, .value = value};
  if (strcasecmp(name, "Sec-WebSocket-Extensions") == 0)
    extensions_add(out, value);
  for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
    if (strcasecmp(headers[i].name, name) != 0)
      continue;
    const char **text = (const char **)(void *)((char *)out + headers[i].offset);
    out->text.repeated |= *text && headers[i].single;
    if (!*text && *value != '\0')
      *text = value;
    return;
  }
}

/* Takes a line "name: value". A line that begins with a blank continues the one before, which
 * RFC 9112, section 5.2, does not allow any more: its name is no token. */
static bool header_line_read(char *line, size_t bytes, struct request_head *out) {
  char *colon = memchr(line, ':', bytes);
  if (!colon)
    return false;
  *colon = '\0';
  char *value = colon + 1;
  char *end = line + bytes;
  while (value < end && (*value == ' ' || *value == '\t'))
    value++;
  while (end > value && (end[-1] == ' ' || end[-1] == '\t'))
    end--;
  *end = '\0';
  bool whole = strlen(line) == (size_t)(colon - line) && strlen(value) == (size_t)(end - value);
  if (!whole || !is_token(line) || strchr(value, '\r'))
    return false;
  header_take(out, line, value);
  return true;
}

int request_head_read(char *bytes, size_t count, struct request_head *out, const char **reason) {
  char *end = bytes + count;
  size_t line_bytes = 0;
  /* without the lines and the offers, which would take longer than all the rest */
  memset(out, 0, offsetof(struct request_head, extensions));
  out->extensions[0] = '\0';
  char *line = line_take(&bytes, end, &line_bytes);
  int status = request_line_read(line, line_bytes, &out->text, reason);
  if (status != 0)
    return status;
  for (int lines = 0; bytes < end; lines++) {
    line = line_take(&bytes, end, &line_bytes);
    if (line_bytes == 0)
      break;
    if (lines == REQUEST_HEAD_LINES_MAX)
      return refused(431, "the head has too many lines", reason);
    out->text.malformed |= !header_line_read(line, line_bytes, out);
  }
  out->handshake.http_version = out->text.version;
  out->handshake.upgrade = out->text.upgrade;
  const char *connection = out->handshake.connection;
  out->keeps = strcmp(out->text.version, "1.1") == 0 &&
               !(connection && header_list_has(connection, strlen(connection), "close"));
  return 0;
}
