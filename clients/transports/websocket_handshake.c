/* Keys, lines and extensions of the opening handshake. */
#include "clients/transports/websocket_handshake.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/base/decimal.h"
#include "common/wire/http_reader.h"

enum { SHA1_BYTES = 20, WINDOW_BITS_MAX = 15, WINDOW_BITS_MIN = 8 };

static const char offer_name[] = "Sec-WebSocket-Extensions";
static const char offer_plain[] = "permessage-deflate";
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

/* Takes the next item of a list that `mark` separates, without the blanks around it. */
static bool item_next(const char **at, const char *end, char mark, const char **item,
                      size_t *bytes) {
  if (*at >= end)
    return false;
  const char *stop = memchr(*at, mark, (size_t)(end - *at));
  const char *item_end = stop ? stop : end;
  *item = *at;
  *at = stop ? stop + 1 : end;
  while (*item < item_end && (**item == ' ' || **item == '\t'))
    ++*item;
  while (item_end > *item && (item_end[-1] == ' ' || item_end[-1] == '\t'))
    item_end--;
  *bytes = (size_t)(item_end - *item);
  return true;
}

/* 8 to 15, quoted or not; 0 for anything else. */
static int window_bits_read(const char *value, size_t bytes) {
  const char *end = value + bytes;
  if (bytes >= 2 && *value == '"' && end[-1] == '"') {
    value++;
    end--;
  }
  uint64_t bits = 0;
  bool good = decimal_read(&value, end, &bits) && value == end && bits >= WINDOW_BITS_MIN &&
              bits <= WINDOW_BITS_MAX;
  return good ? (int)bits : 0;
}

/* Reads a parameter of section 7.1. Each may stand once; `seen` has a bit for each. */
static bool parameter_take(const char *item, size_t bytes, const char *offer, unsigned *seen,
                           struct websocket_compression *out) {
  enum { SERVER_KEEPS = 1, CLIENT_KEEPS = 2, SERVER_BITS = 4, CLIENT_BITS = 8 };
  const char *equals = memchr(item, '=', bytes);
  size_t name_bytes = equals ? (size_t)(equals - item) : bytes;
  int bits = equals ? window_bits_read(equals + 1, bytes - name_bytes - 1) : 0;
  unsigned which = 0;
  if (!equals && text_is(item, name_bytes, "server_no_context_takeover")) {
    which = SERVER_KEEPS;
    out->server_keeps_window = false;
  } else if (!equals && text_is(item, name_bytes, "client_no_context_takeover")) {
    which = CLIENT_KEEPS;
    out->client_keeps_window = false;
  } else if (bits && text_is(item, name_bytes, "server_max_window_bits")) {
    which = SERVER_BITS;
    out->server_window_bits = bits;
  } else if (bits && text_is(item, name_bytes, "client_max_window_bits") &&
             strstr(offer, "client_max_window_bits")) {
    which = CLIENT_BITS;
    out->client_window_bits = bits;
  }
  bool good = which != 0 && !(*seen & which);
  *seen |= which;
  return good;
}

/* zlib 1.2.9 and later cannot deflate into a window of 2^8 bytes. */
enum { DEFLATE_BITS_MIN = 9 };

static bool extension_read(const char *value, size_t bytes, const char *offer,
                           struct websocket_compression *out) {
  const char *end = value + bytes;
  const char *item = NULL;
  size_t item_bytes = 0;
  unsigned seen = 0;
  *out = (struct websocket_compression){.agreed = true,
                                        .server_keeps_window = true,
                                        .client_keeps_window = true,
                                        .server_window_bits = WINDOW_BITS_MAX,
                                        .client_window_bits = WINDOW_BITS_MAX};
  if (bytes == 0 || end[-1] == ';' || !item_next(&value, end, ';', &item, &item_bytes) ||
      !text_is(item, item_bytes, offer_plain))
    return false;
  while (item_next(&value, end, ';', &item, &item_bytes))
    if (!parameter_take(item, item_bytes, offer, &seen, out))
      return false;
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
  return http_list_has(subprotocols, strlen(subprotocols), name);
}

const char *websocket_answer_fault(const char *head, size_t head_bytes, const char *accept,
                                   const char *offer, const char *subprotocols,
                                   struct websocket_compression *out) {
  size_t bytes = 0;
  size_t count = 0;
  *out = (struct websocket_compression){.agreed = false};
  const char *value = single(head, head_bytes, "Upgrade", &bytes);
  if (!value || !text_is(value, bytes, "websocket"))
    return "its answer has no \"Upgrade: websocket\"";
  value = single(head, head_bytes, "Connection", &bytes);
  if (!value || !http_list_has(value, bytes, "upgrade"))
    return "its answer has no \"Connection: Upgrade\"";
  value = single(head, head_bytes, "Sec-WebSocket-Accept", &bytes);
  if (!value || bytes != strlen(accept) || memcmp(value, accept, bytes) != 0)
    return "its answer has another Sec-WebSocket-Accept than the key demands";
  value = http_header_find(head, head_bytes, "Sec-WebSocket-Protocol", &bytes, &count);
  if (value && (count != 1 || !subprotocol_is_asked(value, bytes, subprotocols)))
    return "it chooses a subprotocol that was not offered";
  value = http_header_find(head, head_bytes, offer_name, &bytes, &count);
  if (value && (count != 1 || !*offer || !extension_read(value, bytes, offer, out)))
    return "it chooses an extension that was not offered";
  return NULL;
}
