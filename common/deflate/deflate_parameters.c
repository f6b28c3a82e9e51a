/* A list of parameters, each of which may stand once. */
#include "common/deflate/deflate_parameters.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "common/base/decimal.h"
#include "common/wire/header_list.h"

static bool text_is(const char *bytes, size_t count, const char *text) {
  return count == strlen(text) && strncasecmp(bytes, text, count) == 0;
}

/* 8 to 15, quoted or not; DEFLATE_BITS_NOT_GIVEN for anything else. */
static int window_bits_read(const char *value, size_t bytes) {
  const char *end = value + bytes;
  if (bytes >= 2 && *value == '"' && end[-1] == '"') {
    value++;
    end--;
  }
  uint64_t bits = 0;
  bool good = decimal_read(&value, end, &bits) && value == end && bits >= DEFLATE_WINDOW_BITS_MIN &&
              bits <= DEFLATE_WINDOW_BITS_MAX;
  return good ? (int)bits : DEFLATE_BITS_NOT_GIVEN;
}

/* `seen` has a bit for each parameter. */
static bool parameter_take(const char *item, size_t bytes, unsigned *seen,
                           struct deflate_parameters *out) {
  enum { SERVER_FORGETS = 1, CLIENT_FORGETS = 2, SERVER_BITS = 4, CLIENT_BITS = 8 };
  const char *equals = memchr(item, '=', bytes);
  size_t name_bytes = equals ? (size_t)(equals - item) : bytes;
  int bits = equals ? window_bits_read(equals + 1, bytes - name_bytes - 1) : DEFLATE_BITS_NOT_GIVEN;
  unsigned which = 0;
  if (!equals && text_is(item, name_bytes, "server_no_context_takeover")) {
    which = SERVER_FORGETS;
    out->server_forgets = true;
  } else if (!equals && text_is(item, name_bytes, "client_no_context_takeover")) {
    which = CLIENT_FORGETS;
    out->client_forgets = true;
  } else if (bits && text_is(item, name_bytes, "server_max_window_bits")) {
    which = SERVER_BITS;
    out->server_window_bits = bits;
  } else if ((bits || !equals) && text_is(item, name_bytes, "client_max_window_bits")) {
    which = CLIENT_BITS;
    out->client_window_bits = equals ? bits : DEFLATE_BITS_OPEN;
  }
  bool good = which != 0 && !(*seen & which);
  *seen |= which;
  return good;
}

bool deflate_parameters_read(const char *text, size_t bytes, struct deflate_parameters *out) {
  const char *end = text + bytes;
  const char *item = NULL;
  size_t item_bytes = 0;
  unsigned seen = 0;
  *out = (struct deflate_parameters){.server_forgets = false};
  if (bytes == 0 || end[-1] == ';' || !header_list_next(&text, end, ';', &item, &item_bytes) ||
      !text_is(item, item_bytes, DEFLATE_EXTENSION))
    return false;
  while (header_list_next(&text, end, ';', &item, &item_bytes))
    if (!parameter_take(item, item_bytes, &seen, out))
      return false;
  return true;
}
