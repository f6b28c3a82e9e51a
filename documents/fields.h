/* Members of a JSON document by their dotted paths. What cell.json has is addressed by
 * documents/figures.h; this is for documents and members that are not in its table. */
#ifndef DOCUMENTS_FIELDS_H
#define DOCUMENTS_FIELDS_H

#include <jansson.h>
#include <stdbool.h>

/* The value at a dotted path, NULL where it ends early. Borrowed. */
json_t *field_get(const json_t *object, const char *path);

/* Sets it, making the objects on the way; takes over `value`. */
void field_put(json_t *object, const char *path, json_t *value);

/* The number at a path; `fallback` where there is none. */
double field_number(const json_t *object, const char *path, double fallback);

bool field_is_measured(const json_t *object, const char *path);

#endif
