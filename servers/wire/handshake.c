/* One check for each header, and the answer. */
#include "servers/wire/handshake.h"

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "common/base/contract.h"
#include "common/wire/header_list.h"
#include "servers/wire/response_head.h"

enum {
  KEY_CHARACTERS = 24, /* base64 of 16 bytes: 22 characters and "==" */
  SHA1_BYTES = 20,
  ACCEPT_TEXT_BYTES = 29, /* base64 of a hash, and its NUL */
};

static bool list_has(const char *list, const char *token) {
  return list && header_list_has(list, strlen(list), token);
}

static bool is_key(const char *key) {
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  return key && strlen(key) == KEY_CHARACTERS && strspn(key, alphabet) == KEY_CHARACTERS - 2 &&
         strcmp(key + KEY_CHARACTERS - 2, "==") == 0;
}

static bool is_upgrade(const struct handshake_text *text) {
  return list_has(text->upgrade, "websocket") && list_has(text->connection, "upgrade");
}

int handshake_check(const struct handshake_text *text, const char **reason) {
  if (!text->extended && (!text->http_version || strcmp(text->http_version, "1.1") != 0)) {
    *reason = "a WebSocket's handshake is HTTP/1.1";
    return 400;
  }
  if (!text->extended && !is_upgrade(text)) {
    *reason = "the only upgrade is to WebSocket, with Upgrade and Connection";
    return 400;
  }
  if (!text->version || strcmp(text->version, "13") != 0) {
    *reason = "Sec-WebSocket-Version takes 13";
    return 426;
  }
  if (!text->extended && !is_key(text->key)) {
    *reason = "Sec-WebSocket-Key takes 16 bytes in base64";
    return 400;
  }
  return 0;
}

/* Sec-WebSocket-Accept (RFC 6455, section 4.2.2): base64 of a hash of the key and a constant. */
static void accept_write(const char *key, char accept[static ACCEPT_TEXT_BYTES]) {
  static const char guid[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  char both[KEY_CHARACTERS + sizeof guid];
  unsigned char digest[EVP_MAX_MD_SIZE] = {0};
  int bytes = snprintf(both, sizeof both, "%s%s", key, guid);
  EVP_Digest(both, (size_t)bytes, digest, NULL, EVP_sha1(), NULL);
  EVP_EncodeBlock((unsigned char *)accept, digest, SHA1_BYTES);
}

struct chunk *handshake_answer(const struct handshake_text *text, const char *extensions) {
  char accept[ACCEPT_TEXT_BYTES] = "";
  char head[HTTP_HEAD_BYTES_MAX];
  if (!text->extended)
    accept_write(text->key, accept);
  int bytes = snprintf(head, sizeof head, "%s%s%s%s%s%s\r\n",
                       text->extended ? "HTTP/1.1 200 OK\r\n"
                                      : "HTTP/1.1 101 Switching Protocols\r\nUpgrade: "
                                        "websocket\r\nConnection: Upgrade\r\n"
                                        "Sec-WebSocket-Accept: ",
                       accept, text->extended ? "" : "\r\n",
                       *extensions ? "Sec-WebSocket-Extensions: " : "", extensions,
                       *extensions ? "\r\n" : "");
  CONTRACT(bytes > 0 && (size_t)bytes < sizeof head);
  struct chunk *chunk = chunk_new((size_t)bytes);
  if (chunk)
    memcpy(chunk->bytes, head, (size_t)bytes);
  return chunk;
}
