/* Checks piece by piece whether a text is UTF-8 (RFC 3629). A zeroed struct is an empty text. Not
 * for concurrent use. */
#ifndef COMMON_BASE_UTF8_H
#define COMMON_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct utf8 {
  uint8_t left;      /* octets that the current character still lacks: 0 to 3 */
  uint8_t low, high; /* bounds of the next one, where left > 0 */
};

/* Adds a piece. False: the text is not UTF-8, whatever follows. */
bool utf8_add(struct utf8 *utf8, const void *bytes, size_t count);

/* Whether the text may end here: no character is cut off. */
bool utf8_complete(const struct utf8 *utf8);

/* Whether a text in one piece is UTF-8. */
bool utf8_is(const void *bytes, size_t count);

#endif
