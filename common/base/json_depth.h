/* Limits the depth to which a JSON text nests. A text from outside is checked before it is parsed:
 * jansson calls itself for each level, so a deep one would use up the stack. Pure. */
#ifndef COMMON_BASE_JSON_DEPTH_H
#define COMMON_BASE_JSON_DEPTH_H

#include <stdbool.h>
#include <stddef.h>

/* Levels of arrays and objects within one another; our own documents have fewer than ten.
 * jansson takes some 105 bytes of stack for each. */
enum { JSON_DEPTH_MAX = 32 };

/* Whether no more than JSON_DEPTH_MAX levels are open at any place. Brackets within strings do
 * not count. The parser decides whether the text is JSON at all. */
bool json_depth_fits(const char *text, size_t bytes);

#endif
