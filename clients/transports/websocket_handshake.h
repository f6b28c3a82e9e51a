/* The opening handshake of a WebSocket at the client (RFC 6455, section 4.1), and its negotiation
 * of permessage-deflate (RFC 7692, section 7). No sockets. */
#ifndef CLIENTS_TRANSPORTS_WEBSOCKET_HANDSHAKE_H
#define CLIENTS_TRANSPORTS_WEBSOCKET_HANDSHAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/wire/header_profile.h"

enum {
  WEBSOCKET_KEY_BYTES = 16,
  WEBSOCKET_KEY_TEXT_BYTES = 25,    /* base64, with its NUL */
  WEBSOCKET_ACCEPT_TEXT_BYTES = 29, /* the same of the answer to a key */
  WEBSOCKET_HANDSHAKE_BYTES_MAX = REQUEST_HEADERS_BYTES_MAX + 8192,
};

/* The compression that both sides agreed on. */
struct websocket_compression {
  bool agreed;
  bool server_keeps_window, client_keeps_window; /* context takeover, section 7.1.1 */
  int server_window_bits, client_window_bits;    /* 8 to 15 */
};

/* Writes the key as text, and the answer that the server must give to it. */
void websocket_key_write(const uint8_t key[static WEBSOCKET_KEY_BYTES],
                         char text[static WEBSOCKET_KEY_TEXT_BYTES],
                         char accept[static WEBSOCKET_ACCEPT_TEXT_BYTES]);

/* The offer of compression: the profile's, else ours with `compression`, else "". Where windows are
 * not kept, it asks that both sides forget theirs after each message. */
const char *websocket_offer(const struct request_style *style, bool compression,
                            bool keeps_windows);

/* Removes the line with an offer from lines of headers, if there is one. Returns their new length.
 */
size_t websocket_offer_remove(char *lines, size_t bytes);

/* Writes the whole request, with its lines in libwebsockets' order. Returns its length, at most
 * WEBSOCKET_HANDSHAKE_BYTES_MAX. `path` has less than 256 bytes. */
size_t websocket_request_write(const struct request_style *style, const char *path,
                               const char *key_text, const char *offer, char *out);

/* Why a whole head with status 101 does not answer the request that had that key, offer and list of
 * subprotocols ("": none), in words about the server; NULL where it does. A server may choose none
 * of these. */
const char *websocket_answer_fault(const char *head, size_t head_bytes, const char *accept,
                                   const char *offer, const char *subprotocols,
                                   struct websocket_compression *out);

/* The same of a head that accepts the handshake over HTTP/2, which has nothing else to say. */
const char *websocket_choices_fault(const char *head, size_t head_bytes, const char *offer,
                                    const char *subprotocols, struct websocket_compression *out);

#endif
