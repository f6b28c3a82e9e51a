/* Decimal numbers without the costs of printf and strtol: every message carries
 * three, and both ends handle tens of thousands of messages a second. */
#include "common/base/decimal.h"

#include <string.h>

size_t decimal_write(uint64_t value, char *out) {
  char digits[DECIMAL_BYTES_MAX];
  size_t first = sizeof digits;
  do {
    digits[--first] = (char)('0' + value % 10);
    value /= 10;
  } while (value);
  memcpy(out, digits + first, sizeof digits - first);
  return sizeof digits - first;
}

bool decimal_read(const char **at, const char *end, uint64_t *out) {
  const char *start = *at;
  const char *digit = start;
  uint64_t value = 0;
  for (; digit < end; digit++) {
    unsigned step = (unsigned)(unsigned char)*digit - '0';
    if (step > 9)
      break;
    if (digit - start >= DECIMAL_BYTES_MAX - 1 &&
        (value > UINT64_MAX / 10 || value * 10 > UINT64_MAX - step))
      return false;
    value = value * 10 + step;
  }
  if (digit == start || (*start == '0' && digit - start > 1))
    return false;
  *at = digit;
  *out = value;
  return true;
}
