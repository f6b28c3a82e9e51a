/* One check for each header. */
#include "servers/wire/handshake.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

enum { KEY_CHARACTERS = 24 }; /* base64 of 16 bytes: 22 characters and "==" */

/* Whether a list like "keep-alive, Upgrade" has the token, in any case. */
static bool list_has(const char *list, const char *token) {
  size_t token_bytes = strlen(token);
  while (list && *list != '\0') {
    list += strspn(list, ", \t");
    size_t bytes = strcspn(list, ", \t");
    if (bytes == token_bytes && strncasecmp(list, token, bytes) == 0)
      return true;
    list += bytes;
  }
  return false;
}

static bool is_key(const char *key) {
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  return key && strlen(key) == KEY_CHARACTERS && strspn(key, alphabet) == KEY_CHARACTERS - 2 &&
         strcmp(key + KEY_CHARACTERS - 2, "==") == 0;
}

int handshake_check(const struct handshake_text *text, const char **reason) {
  if (!text->http_version || strcmp(text->http_version, "1.1") != 0) {
    *reason = "a WebSocket's handshake is HTTP/1.1";
    return 400;
  }
  if (!list_has(text->upgrade, "websocket") || !list_has(text->connection, "upgrade")) {
    *reason = "the only upgrade is to WebSocket, with Upgrade and Connection";
    return 400;
  }
  if (!text->version || strcmp(text->version, "13") != 0) {
    *reason = "Sec-WebSocket-Version takes 13";
    return 426;
  }
  if (!is_key(text->key)) {
    *reason = "Sec-WebSocket-Key takes 16 bytes in base64";
    return 400;
  }
  return 0;
}
