/* Tokens as text. */
#include "common/wire/token.h"

#include <stdbool.h>
#include <string.h>

#include "common/base/decimal.h"

static const char begin[] = "pb";
enum { BEGIN_BYTES = sizeof begin - 1, RUN_DIGITS = 8, CHECK_DIGITS = 4 };

static char *hex_write(uint32_t value, int digits, char *at) {
  static const char names[] = "0123456789abcdef";
  for (int i = digits - 1; i >= 0; i--)
    *at++ = names[(value >> (4 * i)) & 15];
  return at;
}

/* The digits at `at`; false where one is none. */
static bool hex_read(const char *at, int digits, uint32_t *out) {
  uint32_t value = 0;
  for (int i = 0; i < digits; i++) {
    bool letter = at[i] >= 'a' && at[i] <= 'f';
    if (!letter && !(at[i] >= '0' && at[i] <= '9'))
      return false;
    value = value << 4 | (uint32_t)(letter ? at[i] - 'a' + 10 : at[i] - '0');
  }
  *out = value;
  return true;
}

/* FNV-1a (Fowler, Noll, Vo) of 32 bits, folded to 16. */
static uint32_t check_of(const char *text, size_t bytes) {
  uint32_t hash = UINT32_C(2166136261);
  for (size_t i = 0; i < bytes; i++)
    hash = (hash ^ (uint8_t)text[i]) * UINT32_C(16777619);
  return (hash ^ hash >> 16) & 0xffff;
}

size_t token_write(const struct token *token, char out[static TOKEN_BYTES_MAX]) {
  char *at = mempcpy(out, begin, BEGIN_BYTES);
  at = hex_write(token->run, RUN_DIGITS, at);
  *at++ = '.';
  at += decimal_write(token->channel, at);
  *at++ = '.';
  at += decimal_write(token->number, at);
  uint32_t check = check_of(out, (size_t)(at - out));
  *at++ = '.';
  at = hex_write(check, CHECK_DIGITS, at);
  return (size_t)(at - out);
}

static bool dot_read(const char **at, const char *end) {
  if (*at == end || **at != '.')
    return false;
  ++*at;
  return true;
}

/* What follows the run, up to the check; *at moves behind it. */
static bool rest_read(const char *from, const char **at, const char *end, struct token *out) {
  uint32_t check;
  if (!decimal_read(at, end, &out->channel) || !dot_read(at, end) ||
      !decimal_read(at, end, &out->number))
    return false;
  uint32_t expected = check_of(from, (size_t)(*at - from));
  if (!dot_read(at, end) || end - *at < CHECK_DIGITS || !hex_read(*at, CHECK_DIGITS, &check) ||
      check != expected)
    return false;
  *at += CHECK_DIGITS;
  return true;
}

enum token_found token_find(const char *bytes, size_t count, struct token *out, size_t *end) {
  const char *limit = bytes + count, *from = bytes;
  while (count > 0 && (from = memmem(from, (size_t)(limit - from), begin, BEGIN_BYTES))) {
    const char *at = from + BEGIN_BYTES;
    if (limit - at > RUN_DIGITS && hex_read(at, RUN_DIGITS, &out->run) && at[RUN_DIGITS] == '.') {
      at += RUN_DIGITS + 1;
      *end = (size_t)(at - bytes);
      if (!rest_read(from, &at, limit, out))
        return TOKEN_DAMAGED;
      *end = (size_t)(at - bytes);
      return TOKEN_WHOLE;
    }
    from += BEGIN_BYTES;
  }
  return TOKEN_NONE;
}
