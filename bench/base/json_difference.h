/* Finds where two JSON values differ, for people. */
#ifndef BENCH_BASE_JSON_DIFFERENCE_H
#define BENCH_BASE_JSON_DIFFERENCE_H

#include <jansson.h>
#include <stdbool.h>

#include "common/base/status.h"

/* The first difference between two values: "params.clients: 100, now 200". */
struct json_difference {
  char text[ERROR_TEXT_BYTES / 2];
};

/* False where they are equal. Numbers are equal where their first 15 digits are, since files have
 * no more (JSON_REAL_PRECISION); null is equal to nothing being there. Arrays count from 1. */
bool json_differ(const json_t *was, const json_t *now, struct json_difference *out);

#endif
