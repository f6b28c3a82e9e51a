/* Rules that prune the product of an experiment's axes: "only" and "except". */
#ifndef BENCH_PLAN_CELL_RULES_H
#define BENCH_PLAN_CELL_RULES_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/base/status.h"

/* A rule takes the combinations in which each of the parameters that it names (or "variant") has
 * one of the named values:
 *
 *   "except": [{"transport": "short_poll", "clients": [1000, 3000]},
 *              {"engine": "civetweb", "clients": {"at_least": 5000}}]
 *
 * Values are those of the file, before time_scale. A combination is run where one of "only" takes
 * it, if there are any, and none of "except" does. A cell that ignores a parameter stands for the
 * combinations with all of its values, and is run where one of these is. */
struct cell_rules {
  struct cell_rule *items;
  size_t count;
  json_t *array; /* as it was read */
};

/* Reads an array of rules. STATUS_USAGE names the parameter with the nearest name, or the value
 * that it does not take. The rules are released by the caller, also after a failure. */
enum status cell_rules_read(struct cell_rules *rules, json_t *array, const char *place,
                            struct error *error);

/* Safe on a zeroed struct. */
void cell_rules_release(struct cell_rules *rules);

/* Whether a rule takes the combination: `values` has a text for each parameter, `variant` is the
 * variant's name, NULL without variants. */
bool cell_rules_take(const struct cell_rules *rules, char *const *values, const char *variant);

/* Whether a rule names the parameter. */
bool cell_rules_name(const struct cell_rules *rules, size_t parameter);

#endif
