/* UTF-8 by the table of well-formed sequences (Unicode, table 3-7). */
#include "common/base/utf8.h"

enum { CONTINUATION_LOW = 0x80, CONTINUATION_HIGH = 0xbf, ASCII_HIGH = 0x7f };

/* Sequences by their first octet. The bounds of the second one leave out characters that have a
 * shorter sequence, surrogates, and all above U+10FFFF. */
static const struct sequence {
  uint8_t first, last;
  uint8_t left;
  uint8_t low, high;
} sequences[] = {
    {0xc2, 0xdf, 1, CONTINUATION_LOW, CONTINUATION_HIGH}, {0xe0, 0xe0, 2, 0xa0, CONTINUATION_HIGH},
    {0xe1, 0xec, 2, CONTINUATION_LOW, CONTINUATION_HIGH}, {0xed, 0xed, 2, CONTINUATION_LOW, 0x9f},
    {0xee, 0xef, 2, CONTINUATION_LOW, CONTINUATION_HIGH}, {0xf0, 0xf0, 3, 0x90, CONTINUATION_HIGH},
    {0xf1, 0xf3, 3, CONTINUATION_LOW, CONTINUATION_HIGH}, {0xf4, 0xf4, 3, CONTINUATION_LOW, 0x8f},
};

static bool character_begin(struct utf8 *utf8, uint8_t octet) {
  if (octet <= ASCII_HIGH)
    return true;
  for (size_t i = 0; i < sizeof sequences / sizeof *sequences; i++) {
    const struct sequence *sequence = &sequences[i];
    if (octet >= sequence->first && octet <= sequence->last) {
      *utf8 = (struct utf8){.left = sequence->left, .low = sequence->low, .high = sequence->high};
      return true;
    }
  }
  return false;
}

static bool octet_add(struct utf8 *utf8, uint8_t octet) {
  if (utf8->left == 0)
    return character_begin(utf8, octet);
  if (octet < utf8->low || octet > utf8->high)
    return false;
  utf8->left--;
  utf8->low = CONTINUATION_LOW;
  utf8->high = CONTINUATION_HIGH;
  return true;
}

bool utf8_add(struct utf8 *utf8, const void *bytes, size_t count) {
  const uint8_t *octets = bytes;
  for (size_t i = 0; i < count; i++)
    if (!octet_add(utf8, octets[i]))
      return false;
  return true;
}

bool utf8_complete(const struct utf8 *utf8) {
  return utf8->left == 0;
}

bool utf8_is(const void *bytes, size_t count) {
  struct utf8 utf8 = {.left = 0};
  return utf8_add(&utf8, bytes, count) && utf8_complete(&utf8);
}
