/* Keys, lines and extensions of the opening handshake. */
#include "clients/transports/websocket_handshake.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/deflate/deflate_parameters.h"
#include "common/wire/header_list.h"
#include "common/wire/http_reader.h"

enum { SHA1_BYTES = 20 };

static const char offer_name[] = "Sec-WebSocket-Extensions";
static const char offer_plain[] = DEFLATE_EXTENSION;
static const char offer_bits[] = "permessage-deflate; client_max_window_bits";
/* libwebsockets 4.1 takes the second without the first for both. */
static const char offer_forgetting[] =
    "permessage-deflate; client_no_context_takeover; server_no_context_takeover";

void websocket_key_write(const uint8_t key[static WEBSOCKET_KEY_BYTES],
                         char text[static WEBSOCKET_KEY_TEXT_BYTES],
                         char accept[static WEBSOCKET_ACCEPT_TEXT_BYTES]) {
  static const char guid[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  char both[WEBSOCKET_KEY_TEXT_BYTES + sizeof guid];
  unsigned char digest[EVP_MAX_MD_SIZE] = {0};
  EVP_EncodeBlock((unsigned char *)text, key, WEBSOCKET_KEY_BYTES);
  int bytes = snprintf(both, sizeof both, "%s%s", text, guid);
  EVP_Digest(both, (size_t)bytes, digest, NULL, EVP_sha1(), NULL);
  EVP_EncodeBlock((unsigned char *)accept, digest, SHA1_BYTES);
}

const char *websocket_offer(const struct request_style *style, bool compression,
                            bool keeps_windows) {
  bool of_profile = headers_request_has(style, offer_name);
  if (!of_profile && !compression)
    return "";
  if (!keeps_windows)
    return offer_forgetting;
  return of_profile ? offer_bits : offer_plain;
}

/* --- the request --------------------------------------------------------------------- */

size_t websocket_offer_remove(char *lines, size_t bytes) {
  char *line = memmem(lines, bytes, offer_name, strlen(offer_name));
  if (!line)
    return bytes;
  const char *end = memchr(line, '\n', (size_t)(lines + bytes - line));
  memmove(line, end + 1, (size_t)(lines + bytes - (end + 1)));
  return bytes - (size_t)(end + 1 - line);
}

size_t websocket_request_write(const struct request_style *style, const char *path,
                               const char *key_text, const char *offer, char *out) {
  size_t bytes = (size_t)snprintf(
      out, WEBSOCKET_HANDSHAKE_BYTES_MAX,
      "GET %.256s HTTP/1.1\r\nPragma: no-cache\r\nCache-Control: no-cache\r\nHost: %s\r\n"
      "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: %s\r\n%s%s%s%s"
      "Sec-WebSocket-Version: 13\r\n",
      path, style->authority, key_text, *offer ? offer_name : "", *offer ? ": " : "", offer,
      *offer ? "\r\n" : "");
  /* the bytes that every request has, by which the profiles fill up to a size */
  size_t other_bytes =
      strlen("GET  HTTP/1.1\r\nHost: \r\n\r\n") + strlen(path) + strlen(style->authority);
  size_t lines = headers_request(style, other_bytes, out + bytes, REQUEST_HEADERS_BYTES_MAX);
  if (*offer)
    lines = websocket_offer_remove(out + bytes, lines);
  bytes += lines;
  memcpy(out + bytes, "\r\n", 2);
  return bytes + 2;
}

/* --- the answer ---------------------------------------------------------------------- */

static bool text_is(const char *bytes, size_t count, const char *text) {
  return count == strlen(text) && strncasecmp(bytes, text, count) == 0;
}

/* An answer may bound the client's window only where the offer has that parameter. */
static bool extension_read(const char *value, size_t bytes, const char *offer,
                           struct websocket_compression *out) {
  struct deflate_parameters chosen;
  if (!deflate_parameters_read(value, bytes, &chosen) ||
      chosen.client_window_bits == DEFLATE_BITS_OPEN ||
      (chosen.client_window_bits && !strstr(offer, "client_max_window_bits")))
    return false;
  *out = (struct websocket_compression){
      .agreed = true,
      .server_keeps_window = !chosen.server_forgets,
      .client_keeps_window = !chosen.client_forgets,
      .server_window_bits =
          chosen.server_window_bits ? chosen.server_window_bits : DEFLATE_WINDOW_BITS_MAX,
      .client_window_bits =
          chosen.client_window_bits ? chosen.client_window_bits : DEFLATE_WINDOW_BITS_MAX};
  return out->client_window_bits >= DEFLATE_BITS_MIN;
}

/* The value of a header that must stand there exactly once. */
static const char *single(const char *head, size_t head_bytes, const char *name, size_t *bytes) {
  size_t count = 0;
  const char *value = http_header_find(head, head_bytes, name, bytes, &count);
  return count == 1 ? value : NULL;
}

static bool subprotocol_is_asked(const char *chosen, size_t bytes, const char *subprotocols) {
  char name[64];
  if (bytes == 0 || bytes >= sizeof name)
    return false;
  memcpy(name, chosen, bytes);
  name[bytes] = '\0';
  return header_list_has(subprotocols, strlen(subprotocols), name);
}

const char *websocket_choices_fault(const char *head, size_t head_bytes, const char *offer,
                                    const char *subprotocols, struct websocket_compression *out) {
  size_t bytes = 0;
  size_t count = 0;
  *out = (struct websocket_compression){.agreed = false};
  const char *value = http_header_find(head, head_bytes, "Sec-WebSocket-Protocol", &bytes, &count);
  if (value && (count != 1 || !subprotocol_is_asked(value, bytes, subprotocols)))
    return "it chooses a subprotocol that was not offered";
  value = http_header_find(head, head_bytes, offer_name, &bytes, &count);
  if (value && (count != 1 || !*offer || !extension_read(value, bytes, offer, out)))
    return "it chooses an extension that was not offered";
  return NULL;
}

const char *websocket_answer_fault(const char *head, size_t head_bytes, const char *accept,
                                   const char *offer, const char *subprotocols,
                                   struct websocket_compression *out) {
  size_t bytes = 0;
  *out = (struct websocket_compression){.agreed = false};
  const char *value = single(head, head_bytes, "Upgrade", &bytes);
  if (!value || !text_is(value, bytes, "websocket"))
    return "its answer has no \"Upgrade: websocket\"";
  value = single(head, head_bytes, "Connection", &bytes);
  if (!value || !header_list_has(value, bytes, "upgrade"))
    return "its answer has no \"Connection: Upgrade\"";
  value = single(head, head_bytes, "Sec-WebSocket-Accept", &bytes);
  if (!value || bytes != strlen(accept) || memcmp(value, accept, bytes) != 0)
    return "its answer has another Sec-WebSocket-Accept than the key demands";
  return websocket_choices_fault(head, head_bytes, offer, subprotocols, out);
}
