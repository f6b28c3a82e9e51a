/* HTTP requests and their bytes: the line, the headers of the profile, and the body. No sockets. */
#ifndef CLIENTS_HTTP_HTTP_REQUEST_H
#define CLIENTS_HTTP_HTTP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "common/wire/header_profile.h"

enum {
  HTTP_PATH_BYTES_MAX = 192, /* a path has fewer, except in requests with lines of their own */
  HTTP_HEADER_BYTES = 96,
};

struct http_request {
  const char *path;
  long timeout_ms;  /* of the whole request; 0: none */
  const char *body; /* NULL: a GET, else a POST */
  size_t body_bytes;
  const char *header; /* one more, "Last-Event-ID: 7", shorter than HTTP_HEADER_BYTES; NULL: none */

  /* Only on connections of our own. */
  bool once;          /* it is not sent again where nobody knows whether it has arrived */
  const char *method; /* NULL: by the body */
  const char *lines;  /* all headers but Host and Content-Length, "Name: value\r\n" each; NULL: the
                       * profile's */
};

/* Writes the profile's lines of a request whose path has path_bytes. Returns their length. */
size_t http_request_lines(const struct request_style *style, size_t path_bytes, char *out,
                          size_t capacity);

/* Writes requests of one style. */
struct request_writer {
  struct request_style style;
  bool accepts_gzip; /* a line says so, where the profile has none */
  struct {
    char *text;
    size_t bytes;
  } lines[HTTP_PATH_BYTES_MAX]; /* by the length of the path; made when first needed */
};

/* A request as it goes out; all zero at first. */
struct request_text {
  char *bytes;
  size_t capacity;
  size_t room_bytes; /* free, in front of the head */
  size_t head_bytes, body_bytes;
};

void request_writer_release(struct request_writer *writer);

/* Writes the request behind room_bytes that the caller may use. False without memory, or with a
 * path that is too long. */
bool request_write(struct request_writer *writer, const struct http_request *request,
                   size_t room_bytes, struct request_text *text);

/* Makes the text a head that is written already. False without memory. */
bool request_text_copy(struct request_text *text, const char *head, size_t head_bytes);

void request_text_release(struct request_text *text);

#endif
