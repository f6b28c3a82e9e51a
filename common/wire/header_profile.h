/* Header profiles: the lines that heads of requests and answers carry beside the necessary
 * ones, so that the price of headers is a parameter.
 *
 *   request     minimal   nothing
 *               curl      curl's own lines
 *               browser   Chrome's for fetch(), EventSource and WebSocket of a page at the
 *                         server's own address, with a cookie
 *               quantum   a request of 2010: 716 bytes with the line ends, 692 without
 *   answer      minimal   nothing
 *               typical   those of a framework behind a proxy
 *               quantum   an answer of 2010: 193 bytes with the line ends, 179 without
 *
 * The quantum sizes are those of a request and an answer in Lubbers and Greco, "HTML5
 * WebSocket: A Quantum Leap in Scalability for the Web" (2010): twelve and seven lines,
 * the empty one included. One value is padded so that the sizes are the same for each path,
 * host and length of the body. */
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
  const char *token; /* bearer of an Authorization line behind the profile's; NULL: none */
};

/* Writes the profile's lines, each with its line end, and returns their length; the caller adds
 * the empty line. `other_bytes`: length of the rest of the head, with the empty line. */
size_t headers_request(const struct request_style *style, size_t other_bytes, char *out,
                       size_t capacity);

/* Whether headers_request writes a line of that name. */
bool headers_request_has(const struct request_style *style, const char *name);

struct answer_style {
  enum response_headers headers;
  bool keep_alive;       /* the connection may be kept after the answer */
  bool gzip;             /* the body is compressed: other_bytes has its Content-Encoding too */
  const char *etag_line; /* of the head, with its line end, likewise; NULL: the profile's */
};

/* The same for a 200 answer; `stream` for one that ends with the connection. Its own
 * Content-Type, Content-Length and "Connection: close" are among other_bytes. */
size_t headers_answer(const struct answer_style *style, bool stream, size_t other_bytes, char *out,
                      size_t capacity);

#endif
