/* The fields of cell.json that others rely on. One list gives the columns of
 * summary.tsv, what run.json summarises, and what each cell.json is checked
 * against: a field of the list that is null has its reason under "unmeasured". */
#ifndef BENCH_FIELDS_H
#define BENCH_FIELDS_H

#include <jansson.h>
#include <stdbool.h>

struct field {
  const char *path;   /* dotted; NULL ends the list */
  const char *absent; /* why it is null when nothing more special is known */
  bool metric;        /* a number that repeats are summarised over */
};

extern const struct field fields[];

/* The value at a dotted path, NULL where it ends early. Borrowed. */
json_t *field_get(const json_t *object, const char *path);

/* Sets it, making the objects on the way; takes over `value`. */
void field_put(json_t *object, const char *path, json_t *value);

/* The number at a path; `fallback` where there is none. */
double field_number(const json_t *object, const char *path, double fallback);

bool field_is_measured(const json_t *object, const char *path);

#endif
