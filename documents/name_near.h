/* Names for errors: which of the known ones somebody meant. Pure. */
#ifndef DOCUMENTS_NAME_NEAR_H
#define DOCUMENTS_NAME_NEAR_H

#include <stddef.h>

/* The name that begins with `name`, or takes the fewest edits from it. NULL where none is near, or
 * there are none. NULL ends `names`, of which the first 63 are looked at. */
const char *name_near(const char *const *names, const char *name);

/* "a, b, c", cut where it is too long; "" where there are none. */
void names_listed(const char *const *names, char *out, size_t capacity);

#endif
