/* The texts of the probe's requests. Pure. */
#ifndef BENCH_PROBE_PROBE_REQUEST_H
#define BENCH_PROBE_PROBE_REQUEST_H

#include "bench/probe/path_url.h"
#include "common/base/growing_text.h"

/* A header that nobody but the probe and the server knows: do such headers pass? The server's
 * answer to /probe has one of that name too. */
#define PROBE_HEADER "X-Pushbench-Probe"
#define PROBE_HEADER_VALUE "asked"

enum {
  PROBE_KEY_BYTES = 16,
  PROBE_KEY_TEXT_BYTES = 25,    /* base64, with its NUL */
  PROBE_ACCEPT_TEXT_BYTES = 29, /* the same of the answer to a key */
};

struct probe_request {
  const char *method;  /* "GET" */
  const char *target;  /* "/sse?channel=1", behind the prefix */
  const char *headers; /* more lines, each with its line end; NULL: none */
  const char *body;    /* of a POST; NULL: none */
  size_t body_bytes;
  bool with_token; /* it carries the control token, where one is known */
};

/* Adds the whole request. */
void probe_request_add(const struct probed_path *path, const struct probe_request *request,
                       struct growing_text *out);

/* The key of a WebSocket's handshake as text, and the answer that it must get (RFC 6455, 4.1). */
void probe_key_write(const unsigned char key[static PROBE_KEY_BYTES],
                     char text[static PROBE_KEY_TEXT_BYTES],
                     char accept[static PROBE_ACCEPT_TEXT_BYTES]);

#endif
