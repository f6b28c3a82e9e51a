/* What a try has found: a table for people, and JSON. Pure, but for the stream. */
#ifndef BENCH_TRY_TRY_TABLE_H
#define BENCH_TRY_TRY_TABLE_H

#include <jansson.h>
#include <stdio.h>

#include "bench/try/try_result.h"

/* A row for each transport that was tried, and a sentence. */
void try_table_write(FILE *out, const struct target_description *description,
                     const struct try_result *result);

/* The same as JSON: a new reference. */
json_t *try_json(const struct target_description *description, const struct try_result *result);

/* One line of what does not work: "websocket: subscribe: HTTP 404 …". Empty where all does. */
void try_reason(const struct try_result *result, char *out, size_t capacity);

#endif
