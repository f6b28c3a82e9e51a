/* Makes the JSON Schemas of the users' document, cell.json, run.json and compare.json from the
 * tables of their members. */
#ifndef BENCH_RESULTS_SCHEMA_H
#define BENCH_RESULTS_SCHEMA_H

#include <jansson.h>

enum schema_document { SCHEMA_USERS, SCHEMA_CELL, SCHEMA_RUN, SCHEMA_COMPARE, SCHEMA_DOCUMENTS };

/* "users", "cell", "run", "compare": docs/schema/<name>.json. */
extern const char *const schema_names[SCHEMA_DOCUMENTS];

/* A JSON Schema (draft 2020-12). A new reference; NULL without memory. */
json_t *schema_of(enum schema_document document);

#endif
