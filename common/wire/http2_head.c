/* The first line, and a line for each header. */
#include "common/wire/http2_head.h"

#include <ctype.h>
#include <string.h>

static const char *const left_out[] = {"connection", "keep-alive", "upgrade", "sec-websocket-key"};

static bool header_put(struct http2_head *out, const char *name, size_t name_bytes,
                       const char *value, size_t value_bytes) {
  if (out->count == HTTP2_HEADERS_MAX)
    return false;
  out->headers[out->count++] = (nghttp2_nv){.name = (uint8_t *)(uintptr_t)name,
                                            .namelen = name_bytes,
                                            .value = (uint8_t *)(uintptr_t)value,
                                            .valuelen = value_bytes};
  return true;
}

static bool pseudo_put(struct http2_head *out, const char *name, const char *value,
                       size_t value_bytes) {
  return header_put(out, name, strlen(name), value, value_bytes);
}

static bool is_left_out(const char *name, size_t bytes) {
  for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++)
    if (strlen(left_out[i]) == bytes && memcmp(left_out[i], name, bytes) == 0)
      return true;
  return false;
}

/* The end of the line that begins at `at`; NULL where it has none. */
static char *line_end(char *at, const char *end) {
  return memmem(at, (size_t)(end - at), "\r\n", 2);
}

/* A line "Name: value", to which *host points where it says the host. */
static bool line_read(char *line, char *end, nghttp2_nv *host, struct http2_head *out) {
  char *colon = memchr(line, ':', (size_t)(end - line));
  if (!colon)
    return false;
  size_t name_bytes = (size_t)(colon - line);
  char *value = colon + 1;
  value += value < end && *value == ' ';
  for (char *at = line; at < colon; at++)
    *at = (char)tolower((unsigned char)*at);
  if (host && name_bytes == 4 && memcmp(line, "host", 4) == 0) {
    host->value = (uint8_t *)value;
    host->valuelen = (size_t)(end - value);
    return true;
  }
  return is_left_out(line, name_bytes) ||
         header_put(out, line, name_bytes, value, (size_t)(end - value));
}

/* All lines behind the first. */
static bool lines_read(char *line, char *end, nghttp2_nv *host, struct http2_head *out) {
  char *stop = NULL;
  for (; (stop = line_end(line, end)) && stop > line; line = stop + 2)
    if (!line_read(line, stop, host, out))
      return false;
  return stop != NULL;
}

bool http2_head_of_answer(char *head, size_t bytes, struct http2_head *out) {
  static const char version[] = "HTTP/1.1 ";
  enum { CODE_BYTES = 3, BEGIN_BYTES = sizeof version - 1 };
  char *end = head + bytes;
  char *first_end = line_end(head, end);
  out->count = 0;
  return first_end && first_end - head >= BEGIN_BYTES + CODE_BYTES &&
         memcmp(head, version, BEGIN_BYTES) == 0 &&
         pseudo_put(out, ":status", head + BEGIN_BYTES, CODE_BYTES) &&
         lines_read(first_end + 2, end, NULL, out);
}

/* `protocol`: of an extended CONNECT; NULL: another request. */
static bool request_read(char *head, size_t bytes, const char *scheme, const char *protocol,
                         struct http2_head *out) {
  char *end = head + bytes;
  char *first_end = line_end(head, end);
  char *target = first_end ? memchr(head, ' ', (size_t)(first_end - head)) : NULL;
  char *target_end = target ? memchr(target + 1, ' ', (size_t)(first_end - target - 1)) : NULL;
  out->count = 0;
  if (!target_end || (protocol && !pseudo_put(out, ":protocol", protocol, strlen(protocol))) ||
      !pseudo_put(out, ":method", protocol ? "CONNECT" : head,
                  protocol ? strlen("CONNECT") : (size_t)(target - head)) ||
      !pseudo_put(out, ":path", target + 1, (size_t)(target_end - target - 1)) ||
      !pseudo_put(out, ":scheme", scheme, strlen(scheme)) || !pseudo_put(out, ":authority", "", 0))
    return false;
  return lines_read(first_end + 2, end, &out->headers[out->count - 1], out);
}

bool http2_head_of_request(char *head, size_t bytes, const char *scheme, struct http2_head *out) {
  return request_read(head, bytes, scheme, NULL, out);
}

bool http2_head_of_connect(char *head, size_t bytes, const char *scheme, struct http2_head *out) {
  return request_read(head, bytes, scheme, "websocket", out);
}

void http2_head_index(struct http2_head *head, bool may) {
  for (size_t i = 0; i < head->count; i++)
    head->headers[i].flags = may ? NGHTTP2_NV_FLAG_NONE : NGHTTP2_NV_FLAG_NO_INDEX;
}
