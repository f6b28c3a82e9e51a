/* Heads of HTTP/1.1 as the headers of HTTP/2 that they stand for (RFC 9113, 8.2 and 8.3), so that
 * both versions send the same headers. Pure. */
#ifndef COMMON_WIRE_HTTP2_HEAD_H
#define COMMON_WIRE_HTTP2_HEAD_H

#include <nghttp2/nghttp2.h>
#include <stdbool.h>
#include <stddef.h>

enum {
  HTTP2_HEADERS_MAX = 64,
  HTTP2_FRAME_HEAD_BYTES = 9, /* of each frame (RFC 9113, 4.1) */
};

struct http2_head {
  nghttp2_nv headers[HTTP2_HEADERS_MAX]; /* they point into the text that was read */
  size_t count;
};

/* Read a head, from its first line to its empty one, which they change: names get small letters.
 * Lines that HTTP/2 does not have are left out: Connection, Keep-Alive and Upgrade. `scheme`:
 * "http". False where it has another form, or too many headers. */
bool http2_head_of_answer(char *head, size_t bytes, struct http2_head *out);
bool http2_head_of_request(char *head, size_t bytes, const char *scheme, struct http2_head *out);

/* The same of a WebSocket's handshake, as the CONNECT that it is over HTTP/2 (RFC 8441): it has no
 * key, since nothing is upgraded. */
bool http2_head_of_connect(char *head, size_t bytes, const char *scheme, struct http2_head *out);

/* Whether the headers may enter the table of the peer, where the encoder finds them worth it. */
void http2_head_index(struct http2_head *head, bool may);

#endif
