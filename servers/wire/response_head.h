/* Writes the heads of answers, so that every engine sends the same bytes. */
#ifndef SERVERS_WIRE_RESPONSE_HEAD_H
#define SERVERS_WIRE_RESPONSE_HEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/wire/header_profile.h"
#include "servers/wire/chunk.h"

enum { HTTP_HEAD_BYTES_MAX = 512 };

/* The line of an answer with a compressed body. */
#define HTTP_ENCODING "Content-Encoding: gzip\r\n"
enum { HTTP_ENCODING_BYTES = sizeof HTTP_ENCODING - 1 };

/* The head of an answer with a body of known length. `out` has HTTP_HEAD_BYTES_MAX; returns the
 * head's length. */
size_t http_head_body(int status, const char *content_type, size_t body_bytes,
                      const struct answer_style *style, char *out);

enum { HTTP_ETAG_LINE_BYTES = 32 };

/* Writes an entity tag as a line, ETag: "17", and returns `out`. */
char *http_etag_line(uint64_t tag, char out[static HTTP_ETAG_LINE_BYTES]);

/* A whole 304, without a body (RFC 9110, 15.4.5). NULL without memory. */
struct chunk *http_not_modified(const struct answer_style *style);

/* The head of an event stream, which ends with the connection. */
size_t http_head_stream(const struct answer_style *style, char *out);

/* A whole answer with the necessary headers. NULL without memory. */
struct chunk *http_answer(int status, const char *content_type, const char *body, size_t body_bytes,
                          bool keep_alive);

/* The same with more lines in its head, each with its line end. */
struct chunk *http_answer_with(int status, const char *content_type, const char *lines,
                               const char *body, size_t body_bytes, bool keep_alive);

/* The same with the reason as plain text. */
struct chunk *http_refusal(int status, const char *reason, bool keep_alive);

#endif
