/* Bytes made block by block, to be copied or compared. */
#include "common/wire/payload.h"

#include <string.h>

enum {
  PATTERN_BYTES = 16,
  DRAW_SYMBOLS = 10, /* of six bits each, from one draw */
  BLOCK_DRAWS = 8,
  BLOCK_BYTES_MAX = 256,
  PAIRS_PER_DRAW = 4,
};

/* --- the pattern ---------------------------------------------------------------- */

static void pattern_make(uint64_t number, char pattern[static PATTERN_BYTES]) {
  for (size_t i = 0; i < PATTERN_BYTES; i++)
    pattern[i] = "0123456789abcdef"[number >> (60 - 4 * i) & 0xf];
}

static void pattern_fill(uint64_t number, char *data, size_t bytes) {
  char pattern[PATTERN_BYTES];
  pattern_make(number, pattern);
  size_t filled = bytes < PATTERN_BYTES ? bytes : PATTERN_BYTES;
  memcpy(data, pattern, filled);
  while (filled < bytes) {
    size_t more = filled < bytes - filled ? filled : bytes - filled;
    memcpy(data + filled, data, more);
    filled += more;
  }
}

/* Data that begins with the pattern, and equals itself when shifted by one pattern, is the
 * pattern repeated. */
static bool pattern_check(uint64_t number, const char *data, size_t bytes) {
  char pattern[PATTERN_BYTES];
  pattern_make(number, pattern);
  if (bytes <= PATTERN_BYTES)
    return memcmp(data, pattern, bytes) == 0;
  return memcmp(data, pattern, PATTERN_BYTES) == 0 &&
         memcmp(data, data + PATTERN_BYTES, bytes - PATTERN_BYTES) == 0;
}

/* --- text and random ----------------------------------------------------------- */

/* SplitMix64. */
static uint64_t draw(uint64_t *state) {
  uint64_t value = *state += UINT64_C(0x9e3779b97f4a7c15);
  value = (value ^ (value >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  value = (value ^ (value >> 27)) * UINT64_C(0x94d049bb133111eb);
  return value ^ (value >> 31);
}

static size_t random_block(uint64_t *state, char block[static BLOCK_BYTES_MAX]) {
  static const char symbols[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  char *at = block;
  for (int i = 0; i < BLOCK_DRAWS; i++) {
    uint64_t bits = draw(state);
    for (int j = 0; j < DRAW_SYMBOLS; j++, bits >>= 6)
      *at++ = symbols[bits & 0x3f];
  }
  return (size_t)(at - block);
}

static char *word_put(char *at, const char *word) {
  while (*word != '\0')
    *at++ = *word++;
  return at;
}

/* A draw is four pairs of 16 bits: 4 for the key, 1 for the kind of value, 11 for the value. */
static size_t text_block(uint64_t *state, char block[static BLOCK_BYTES_MAX]) {
  static const char *const keys[16] = {
      "id:",   "user:",   "type:",  "status:", "room:",   "text:",  "price:", "volume:",
      "time:", "symbol:", "count:", "title:",  "author:", "reply:", "tag:",   "state:"};
  static const char *const words[32] = {
      "online",  "offline", "typing",  "joined", "left",   "hello",  "thanks",  "tomorrow",
      "meeting", "invoice", "paid",    "open",   "closed", "new",    "updated", "deleted",
      "true",    "false",   "none",    "anna",   "bert",   "clara",  "david",   "general",
      "support", "release", "warning", "error",  "ready",  "failed", "moved",   "copied"};
  char *at = block;
  uint64_t bits = draw(state);
  for (int i = 0; i < PAIRS_PER_DRAW; i++, bits >>= 16) {
    at = word_put(at, keys[bits & 0xf]);
    unsigned value = (unsigned)(bits >> 5 & 0x7ff);
    if (bits & 0x10) {
      at = word_put(at, words[value & 0x1f]);
    } else {
      *at++ = (char)('0' + value / 1000);
      *at++ = (char)('0' + value / 100 % 10);
      *at++ = (char)('0' + value / 10 % 10);
      *at++ = (char)('0' + value % 10);
    }
    *at++ = ',';
  }
  return (size_t)(at - block);
}

static size_t block_make(enum payload_kind kind, uint64_t *state,
                         char block[static BLOCK_BYTES_MAX]) {
  return kind == PAYLOAD_TEXT ? text_block(state, block) : random_block(state, block);
}

void payload_fill(enum payload_kind kind, uint64_t number, char *data, size_t bytes) {
  char block[BLOCK_BYTES_MAX];
  if (kind == PAYLOAD_PATTERN) {
    pattern_fill(number, data, bytes);
    return;
  }
  while (bytes > 0) {
    size_t made = block_make(kind, &number, block);
    size_t taken = made < bytes ? made : bytes;
    memcpy(data, block, taken);
    data += taken;
    bytes -= taken;
  }
}

bool payload_check(enum payload_kind kind, uint64_t number, const char *data, size_t bytes) {
  char block[BLOCK_BYTES_MAX];
  if (kind == PAYLOAD_PATTERN)
    return pattern_check(number, data, bytes);
  while (bytes > 0) {
    size_t made = block_make(kind, &number, block);
    size_t taken = made < bytes ? made : bytes;
    if (memcmp(data, block, taken) != 0)
      return false;
    data += taken;
    bytes -= taken;
  }
  return true;
}
