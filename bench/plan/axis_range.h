/* A range in the place of an axis' values: {"from": 10, "to": 1000, "steps": 5, "scale": "log"}. */
#ifndef BENCH_PLAN_AXIS_RANGE_H
#define BENCH_PLAN_AXIS_RANGE_H

#include <jansson.h>

#include "common/base/status.h"
#include "common/suite/options.h"

extern const struct option axis_range_keys[];

/* The range's values as a JSON array, a new reference: `steps` (2 to 1000) of them, the first
 * `from` and the last `to`. On the scale "linear", the default, neighbours have the same
 * difference, on "log" the same ratio. Values of a whole parameter are rounded; of others those
 * between the ends have four significant digits. STATUS_USAGE for a parameter that is no number, an
 * unknown or missing key, ends in the wrong order, and values that are equal once rounded. */
enum status axis_range_values(const struct option *option, const json_t *range, const char *place,
                              json_t **values, struct error *error);

#endif
