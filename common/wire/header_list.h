/* Lists in the values of headers, as "keep-alive, Upgrade" (RFC 9110, section 5.6.1). Pure. */
#ifndef COMMON_WIRE_HEADER_LIST_H
#define COMMON_WIRE_HEADER_LIST_H

#include <stdbool.h>
#include <stddef.h>

/* Takes the next item of a list that `mark` separates, without the blanks around it, and moves *at
 * behind it. False at the end of the list. */
bool header_list_next(const char **at, const char *end, char mark, const char **item,
                      size_t *bytes);

/* Whether a list with commas has the token, in any case. */
bool header_list_has(const char *list, size_t bytes, const char *token);

#endif
