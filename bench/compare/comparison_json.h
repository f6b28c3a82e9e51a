/* Makes compare.json of a comparison. */
#ifndef BENCH_COMPARE_COMPARISON_JSON_H
#define BENCH_COMPARE_COMPARISON_JSON_H

#include <jansson.h>

#include "bench/compare/run_comparison.h"

/* documents/compare_table.h has the members. A new reference. */
json_t *comparison_json(const struct run_comparison *comparison);

#endif
