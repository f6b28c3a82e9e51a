/* Reads the head of an HTTP/1.1 request from bytes (RFC 9112), for an engine whose I/O is our own.
 * Pure. */
#ifndef SERVERS_WIRE_REQUEST_HEAD_H
#define SERVERS_WIRE_REQUEST_HEAD_H

#include <stdbool.h>
#include <stddef.h>

#include "servers/wire/handshake.h"
#include "servers/wire/request.h"

enum {
  REQUEST_HEAD_LINES_MAX = 100, /* of headers */
  HANDSHAKE_OFFER_BYTES = 512,
};

struct request_line { /* of a header */
  const char *name, *value;
};

struct request_head {
  struct request_text text;
  struct handshake_text handshake;
  bool keeps; /* the peer may send another request: HTTP/1.1 without "Connection: close" */
  size_t line_count;
  char extensions[HANDSHAKE_OFFER_BYTES]; /* all lines with offers, joined; "" if they are longer */
  struct request_line lines[REQUEST_HEAD_LINES_MAX]; /* those that are well-formed */
};

/* The number of bytes of empty lines, which may stand before a request. */
size_t request_head_blank_bytes(const char *bytes, size_t count);

/* The length of the head with which the bytes begin, its last empty line included; 0 while it is
 * not whole. A line ends with a line feed; a carriage return before it belongs to the end. */
size_t request_head_bytes(const char *bytes, size_t count);

/* Whether the bytes, which are no whole head yet, may become one: a TLS handshake may not. */
bool request_head_may_follow(const char *bytes, size_t count);

/* Reads a whole head. The texts point into the bytes, in which ends of texts become NULs. Returns
 * 0, or the HTTP status to refuse with and *reason, a constant line; what request_read looks for
 * is left to that. */
int request_head_read(char *bytes, size_t count, struct request_head *out, const char **reason);

#endif
