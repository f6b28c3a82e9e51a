/* Header profiles: what the heads of requests and answers carry beside what they need
 * here, so that the price of headers is a parameter.
 *
 *   request     minimal   nothing
 *               curl      what curl sends of itself
 *               browser   what Chrome sends for fetch(), EventSource and WebSocket of a
 *                         page at the server's own address, with a cookie
 *               quantum   a request of 2010: 716 bytes with the line ends, 692 without
 *   answer      minimal   nothing
 *               typical   what a framework behind a proxy adds
 *               quantum   an answer of 2010: 193 bytes with the line ends, 179 without
 *
 * The quantum sizes are those of a request and an answer in Lubbers and Greco, "HTML5
 * WebSocket: A Quantum Leap in Scalability for the Web" (2010): twelve and seven lines,
 * the empty one included. One value is as long as makes the sizes so, whatever path,
 * host and length of the body are. */
#ifndef COMMON_WIRE_HEADER_PROFILE_H
#define COMMON_WIRE_HEADER_PROFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/traits.h"

#define REQUEST_HEADERS_CHOICES "minimal|curl|browser|quantum"
#define RESPONSE_HEADERS_CHOICES "minimal|typical|quantum"

/* Positions in the choices. */
enum request_headers {
  REQUEST_HEADERS_MINIMAL,
  REQUEST_HEADERS_CURL,
  REQUEST_HEADERS_BROWSER,
  REQUEST_HEADERS_QUANTUM,
  REQUEST_HEADERS_COUNT,
};

enum response_headers {
  RESPONSE_HEADERS_MINIMAL,
  RESPONSE_HEADERS_TYPICAL,
  RESPONSE_HEADERS_QUANTUM,
  RESPONSE_HEADERS_COUNT,
};

enum {
  QUANTUM_REQUEST_BYTES = 716,
  QUANTUM_RESPONSE_BYTES = 193,
  COOKIE_BYTES_MAX = 2048,
  REQUEST_HEADERS_BYTES_MAX = 4096, /* of all lines of a profile together */
  RESPONSE_HEADERS_BYTES_MAX = 512,
};

struct request_style {
  enum request_headers headers;
  enum transport_kind transport; /* for which kind of request */
  const char *authority;         /* "127.0.0.1:8080", less than 128 bytes */
  bool tls;                      /* pages of the server come by https */
  size_t cookie_bytes;           /* of the browser's cookie, name and value; 0: none */
  const char *token; /* of an Authorization as bearer, behind the profile's; NULL: none */
};

/* Writes the profile's lines, each with its line end, behind which the empty line is to
 * follow, and returns their length. `other_bytes`: what the head has beside them, the
 * empty line included. */
size_t headers_request(const struct request_style *style, size_t other_bytes, char *out,
                       size_t capacity);

/* Whether a line of that name is among them. */
bool headers_request_has(const struct request_style *style, const char *name);

struct answer_style {
  enum response_headers headers;
  bool keep_alive; /* the connection may be kept behind an answer */
  bool gzip;       /* the body is: its Content-Encoding is among other_bytes too */
};

/* The same for a 200 answer; `stream` for one that ends with the connection. Its own
 * Content-Type, Content-Length and "Connection: close" are among other_bytes. */
size_t headers_answer(const struct answer_style *style, bool stream, size_t other_bytes, char *out,
                      size_t capacity);

#endif
