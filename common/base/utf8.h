/* Whether a text is UTF-8 (RFC 3629), of which pieces come one by one. Zeroed it is an empty
 * text. Not for concurrent use. */
#ifndef COMMON_BASE_UTF8_H
#define COMMON_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct utf8 {
  uint8_t left;      /* octets of the character under way that are still to come: 0 to 3 */
  uint8_t low, high; /* what the next of them may be, while there are any */
};

/* Goes on by a piece. False: whatever may follow, the text is not UTF-8. */
bool utf8_add(struct utf8 *utf8, const void *bytes, size_t count);

/* Whether the text may end here: no character is cut off. */
bool utf8_complete(const struct utf8 *utf8);

/* Of a text in one piece. */
bool utf8_is(const void *bytes, size_t count);

#endif
