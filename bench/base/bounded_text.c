/* Appends, and marks where it had to cut. */
#include "bench/base/bounded_text.h"

#include <stdio.h>
#include <string.h>

#include "common/base/contract.h"

static const char mark[] = "…";
enum { MARK_BYTES = sizeof mark - 1 };

/* The mark of a text that was cut ends near the end of the room, for a letter has four bytes at
 * most. */
static bool is_cut(const char *text, size_t bytes, size_t capacity) {
  return bytes >= MARK_BYTES && bytes + 4 >= capacity &&
         memcmp(text + bytes - MARK_BYTES, mark, MARK_BYTES) == 0;
}

/* Writes the mark over the last letters. */
static void cut(char *out, size_t capacity) {
  size_t end = capacity - 1 - MARK_BYTES;
  while (end > 0 && ((unsigned char)out[end] & 0xc0) == 0x80)
    end--;
  memcpy(out + end, mark, sizeof mark);
}

bool bounded_append_list(char *out, size_t capacity, const char *format, va_list arguments) {
  size_t used = strlen(out);
  CONTRACT(capacity > MARK_BYTES && used < capacity);
  if (is_cut(out, used, capacity))
    return false;
  int wanted = vsnprintf(out + used, capacity - used, format, arguments);
  if (wanted >= 0 && (size_t)wanted < capacity - used)
    return true;
  cut(out, capacity);
  return false;
}

bool bounded_append(char *out, size_t capacity, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  bool fits = bounded_append_list(out, capacity, format, arguments);
  va_end(arguments);
  return fits;
}
