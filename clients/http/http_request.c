/* Heads and bodies of requests. */
#include "clients/http/http_request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char accept_gzip[] = "Accept-Encoding: gzip\r\n";

/* HEAD_OWN_BYTES_MAX: a head without method, path, and headers from elsewhere. */
enum { HEAD_OWN_BYTES_MAX = 256, LENGTH_LINE_BYTES = 48 };

size_t http_request_lines(const struct request_style *style, size_t path_bytes, char *out,
                          size_t capacity) {
  static const char own[] = "GET  HTTP/1.1\r\nHost: \r\n\r\n";
  size_t own_bytes = sizeof own - 1 + path_bytes + strlen(style->authority);
  return headers_request(style, own_bytes, out, capacity);
}

/* False without memory. */
static bool lines_make(struct request_writer *writer, size_t path_bytes) {
  char text[REQUEST_HEADERS_BYTES_MAX + sizeof accept_gzip];
  size_t bytes = http_request_lines(&writer->style, path_bytes, text, REQUEST_HEADERS_BYTES_MAX);
  if (writer->accepts_gzip && !headers_request_has(&writer->style, "Accept-Encoding"))
    bytes = (size_t)(stpcpy(text + bytes, accept_gzip) - text);
  char *copy = malloc(bytes + 1);
  if (!copy)
    return false;
  memcpy(copy, text, bytes);
  writer->lines[path_bytes].text = copy;
  writer->lines[path_bytes].bytes = bytes;
  return true;
}

void request_writer_release(struct request_writer *writer) {
  for (size_t i = 0; i < HTTP_PATH_BYTES_MAX; i++)
    free(writer->lines[i].text);
}

static char *put_bytes(char *at, const char *bytes, size_t count) {
  return count > 0 ? mempcpy(at, bytes, count) : at;
}

static const char *method_of(const struct http_request *request) {
  if (request->method)
    return request->method;
  return request->body ? "POST" : "GET";
}

/* Header lines that do not follow from the request's other members. */
struct lines {
  const char *text;
  size_t bytes;
};

/* False without memory, or with a path that is too long. */
static bool lines_find(struct request_writer *writer, const struct http_request *request,
                       struct lines *out) {
  if (request->lines) {
    *out = (struct lines){request->lines, strlen(request->lines)};
    return true;
  }
  size_t path_bytes = strlen(request->path);
  if (path_bytes >= HTTP_PATH_BYTES_MAX)
    return false;
  if (!writer->lines[path_bytes].text && !lines_make(writer, path_bytes))
    return false;
  *out = (struct lines){writer->lines[path_bytes].text, writer->lines[path_bytes].bytes};
  return true;
}

/* Returns the head's end. */
static char *head_write(const struct request_writer *writer, const struct http_request *request,
                        const struct lines *lines, char *at) {
  at = stpcpy(at, method_of(request));
  *at++ = ' ';
  at = stpcpy(at, request->path);
  at = stpcpy(at, " HTTP/1.1\r\nHost: ");
  at = stpcpy(at, writer->style.authority);
  at = stpcpy(at, "\r\n");
  if (request->header)
    at = stpcpy(stpcpy(at, request->header), "\r\n");
  at = put_bytes(at, lines->text, lines->bytes);
  if (request->body)
    at += snprintf(at, LENGTH_LINE_BYTES, "Content-Length: %zu\r\n", request->body_bytes);
  return stpcpy(at, "\r\n");
}

/* False without memory. */
static bool text_reserve(struct request_text *text, size_t bytes) {
  if (bytes <= text->capacity)
    return true;
  char *grown = realloc(text->bytes, bytes);
  if (!grown)
    return false;
  text->bytes = grown;
  text->capacity = bytes;
  return true;
}

bool request_text_copy(struct request_text *text, const char *head, size_t head_bytes) {
  if (!text_reserve(text, head_bytes))
    return false;
  memcpy(text->bytes, head, head_bytes);
  text->head_bytes = head_bytes;
  text->room_bytes = text->body_bytes = 0;
  return true;
}

bool request_write(struct request_writer *writer, const struct http_request *request,
                   size_t room_bytes, struct request_text *text) {
  struct lines lines;
  if (!lines_find(writer, request, &lines))
    return false;
  size_t header_bytes = request->header ? strlen(request->header) : 0;
  size_t needed = room_bytes + HEAD_OWN_BYTES_MAX + strlen(method_of(request)) +
                  strlen(request->path) + header_bytes + lines.bytes + request->body_bytes;
  if (!text_reserve(text, needed))
    return false;
  char *head = text->bytes + room_bytes;
  char *head_end = head_write(writer, request, &lines, head);
  put_bytes(head_end, request->body, request->body_bytes);
  text->room_bytes = room_bytes;
  text->head_bytes = (size_t)(head_end - head);
  text->body_bytes = request->body_bytes;
  return true;
}

void request_text_release(struct request_text *text) {
  free(text->bytes);
}
