/* Heads of HTTP/1.1 as the headers of HTTP/2 that they stand for (RFC 9113, 8.2 and 8.3), so that
 * both versions send the same headers. Pure. */
#ifndef COMMON_WIRE_HTTP2_HEAD_H
#define COMMON_WIRE_HTTP2_HEAD_H

#include <nghttp2/nghttp2.h>
#include <stdbool.h>
#include <stddef.h>

enum { HTTP2_HEADERS_MAX = 64 };

struct http2_head {
  nghttp2_nv headers[HTTP2_HEADERS_MAX]; /* they point into the text that was read */
  size_t count;
};

/* Read a head, from its first line to its empty one, which they change: names get small letters.
 * Lines that HTTP/2 does not have are left out: Connection, Keep-Alive and Upgrade. `scheme`:
 * "http". False where it has another form, or too many headers. */
bool http2_head_of_answer(char *head, size_t bytes, struct http2_head *out);
bool http2_head_of_request(char *head, size_t bytes, const char *scheme, struct http2_head *out);

#endif
