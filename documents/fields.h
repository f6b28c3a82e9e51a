/* Members of a JSON document by their dotted paths. The members of cell.json are in the table of
 * documents/figures.h; this is for the others. */
#ifndef DOCUMENTS_FIELDS_H
#define DOCUMENTS_FIELDS_H

#include <jansson.h>
#include <stdbool.h>

/* The value at a dotted path, NULL where there is none. Borrowed. */
json_t *field_get(const json_t *object, const char *path);

/* Sets the value, and makes the objects on the way to it; takes over `value`. */
void field_put(json_t *object, const char *path, json_t *value);

/* The number at a path; `fallback` where there is none. */
double field_number(const json_t *object, const char *path, double fallback);

/* Whether there is a value that is not null. */
bool field_is_measured(const json_t *object, const char *path);

#endif
