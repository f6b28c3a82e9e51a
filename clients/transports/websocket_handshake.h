/* The opening handshake of a WebSocket at the client (RFC 6455, section 4.1), with what it offers
 * and gets of permessage-deflate (RFC 7692, section 7). No sockets. */
#ifndef CLIENTS_TRANSPORTS_WEBSOCKET_HANDSHAKE_H
#define CLIENTS_TRANSPORTS_WEBSOCKET_HANDSHAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/wire/header_profile.h"

enum {
  WEBSOCKET_KEY_BYTES = 16,
  WEBSOCKET_KEY_TEXT_BYTES = 25,    /* base64, with its NUL */
  WEBSOCKET_ACCEPT_TEXT_BYTES = 29, /* the same of the answer to it */
  WEBSOCKET_HANDSHAKE_BYTES_MAX = REQUEST_HEADERS_BYTES_MAX + 1024,
};

extern const char websocket_offer_name[]; /* "Sec-WebSocket-Extensions" */

/* What both sides agreed. */
struct websocket_compression {
  bool agreed;
  bool server_keeps_window, client_keeps_window; /* context takeover, section 7.1.1 */
  int server_window_bits, client_window_bits;    /* 8 to 15 */
};

/* The key as it goes out, and the answer that it must get. */
void websocket_key_write(const uint8_t key[static WEBSOCKET_KEY_BYTES],
                         char text[static WEBSOCKET_KEY_TEXT_BYTES],
                         char accept[static WEBSOCKET_ACCEPT_TEXT_BYTES]);

/* What is offered: "" for nothing. A profile's own offer comes before ours. */
const char *websocket_offer(const struct request_style *style, bool compression);

/* Writes the whole request, in the order in which libwebsockets has the lines. Returns its
 * length, at most WEBSOCKET_HANDSHAKE_BYTES_MAX. `path` has less than 256 bytes. */
size_t websocket_request_write(const struct request_style *style, const char *path,
                               const char *key_text, const char *offer, char *out);

/* Whether a whole head, whose status is 101, is the answer to such a request. */
bool websocket_answer_read(const char *head, size_t head_bytes, const char *accept,
                           const char *offer, struct websocket_compression *out);

#endif
