/* Status lines, headers and their order. */
#include "servers/wire/response_head.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *http_reason(int status) {
  switch (status) {
  case 200:
    return "OK";
  case 400:
    return "Bad Request";
  case 401:
    return "Unauthorized";
  case 403:
    return "Forbidden";
  case 404:
    return "Not Found";
  case 405:
    return "Method Not Allowed";
  case 408:
    return "Request Timeout";
  case 411:
    return "Length Required";
  case 413:
    return "Content Too Large";
  case 414:
    return "URI Too Long";
  case 417:
    return "Expectation Failed";
  case 421:
    return "Misdirected Request";
  case 426:
    return "Upgrade Required";
  case 431:
    return "Request Header Fields Too Large";
  case 501:
    return "Not Implemented";
  case 503:
    return "Service Unavailable";
  case 505:
    return "HTTP Version Not Supported";
  default:
    return "Error";
  }
}

/* Headers that a status needs: they name the request that the peer may make instead. */
static const char *http_status_lines(int status) {
  switch (status) {
  case 401:
    return "WWW-Authenticate: Bearer\r\n";
  case 426:
    return "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n";
  default:
    return "";
  }
}

/* Appends the lines of the header profile and the end of the head. */
static size_t head_finish(const struct answer_style *style, bool stream, size_t bytes, char *out) {
  const char *end = stream || !style->keep_alive ? "Connection: close\r\n\r\n" : "\r\n";
  size_t end_bytes = strlen(end);
  bytes += headers_answer(style, stream, bytes + end_bytes, out + bytes,
                          HTTP_HEAD_BYTES_MAX - bytes - end_bytes);
  memcpy(out + bytes, end, end_bytes);
  return bytes + end_bytes;
}

static const char *etag_of(const struct answer_style *style) {
  return style->etag_line ? style->etag_line : "";
}

char *http_etag_line(uint64_t tag, char out[static HTTP_ETAG_LINE_BYTES]) {
  snprintf(out, HTTP_ETAG_LINE_BYTES, "ETag: \"%" PRIu64 "\"\r\n", tag);
  return out;
}

struct chunk *http_not_modified(const struct answer_style *style) {
  char head[HTTP_HEAD_BYTES_MAX];
  int length = snprintf(head, sizeof head, "HTTP/1.1 304 Not Modified\r\n%s", etag_of(style));
  size_t bytes = head_finish(style, false, (size_t)length, head);
  struct chunk *chunk = chunk_new(bytes);
  if (chunk)
    memcpy(chunk->bytes, head, bytes);
  return chunk;
}

size_t http_head_body(int status, const char *content_type, size_t body_bytes,
                      const struct answer_style *style, char *out) {
  int length = snprintf(out, HTTP_HEAD_BYTES_MAX,
                        "HTTP/1.1 %d %s\r\n"
                        "%sContent-Type: %s\r\n"
                        "%sContent-Length: %zu\r\n%s",
                        status, http_reason(status), http_status_lines(status), content_type,
                        style->gzip ? HTTP_ENCODING : "", body_bytes, etag_of(style));
  return head_finish(style, false, (size_t)length, out);
}

size_t http_head_stream(const struct answer_style *style, char *out) {
  static const char head[] = "HTTP/1.1 200 OK\r\n"
                             "Content-Type: text/event-stream\r\n"
                             "Cache-Control: no-cache\r\n";
  memcpy(out, head, sizeof head - 1);
  return head_finish(style, true, sizeof head - 1, out);
}

struct chunk *http_answer_with(int status, const char *content_type, const char *lines,
                               const char *body, size_t body_bytes, bool keep_alive) {
  enum { END_BYTES = 2 };
  char head[HTTP_HEAD_BYTES_MAX];
  const struct answer_style style = {.keep_alive = keep_alive};
  size_t head_bytes = http_head_body(status, content_type, body_bytes, &style, head);
  size_t lines_bytes = strlen(lines);
  struct chunk *chunk = chunk_new(head_bytes + lines_bytes + body_bytes);
  if (!chunk)
    return NULL;
  uint8_t *at = chunk->bytes;
  memcpy(at, head, head_bytes - END_BYTES);
  at += head_bytes - END_BYTES;
  memcpy(at, lines, lines_bytes);
  at += lines_bytes;
  memcpy(at, head + head_bytes - END_BYTES, END_BYTES);
  memcpy(at + END_BYTES, body, body_bytes);
  return chunk;
}

struct chunk *http_answer(int status, const char *content_type, const char *body, size_t body_bytes,
                          bool keep_alive) {
  return http_answer_with(status, content_type, "", body, body_bytes, keep_alive);
}

struct chunk *http_refusal(int status, const char *reason, bool keep_alive) {
  char line[HTTP_HEAD_BYTES_MAX];
  int length = snprintf(line, sizeof line, "%s\n", reason);
  size_t bytes = (size_t)length < sizeof line ? (size_t)length : sizeof line - 1;
  return http_answer(status, "text/plain", line, bytes, keep_alive);
}
