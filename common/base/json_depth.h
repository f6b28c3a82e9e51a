/* How deep a JSON text nests. A parser that calls itself for each level needs stack in
 * proportion: what comes from outside is measured before it is parsed. Pure. */
#ifndef COMMON_BASE_JSON_DEPTH_H
#define COMMON_BASE_JSON_DEPTH_H

#include <stdbool.h>
#include <stddef.h>

/* Levels of arrays and objects within one another; our own documents have fewer than ten.
 * jansson takes some 105 bytes of stack for each. */
enum { JSON_DEPTH_MAX = 32 };

/* Whether no more than JSON_DEPTH_MAX levels are open at any place. Brackets within strings do
 * not count; whether the text is JSON at all is the parser's to say. */
bool json_depth_fits(const char *text, size_t bytes);

#endif
