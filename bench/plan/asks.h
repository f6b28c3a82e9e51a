/* What an experiment's report is to compare, where that does not follow from what it varies:
 *
 *   "asks": {"axes": ["variant"],                    "transport", "engine", "variant", parameters
 *            "figures": ["latency_ns.mean"]}         of those that reports compare
 *
 * Either may be left out: bench/answers/comparisons.h says what is compared then. */
#ifndef BENCH_PLAN_ASKS_H
#define BENCH_PLAN_ASKS_H

#include <jansson.h>

#include "common/base/status.h"

/* STATUS_USAGE names what is not known in it. Pure. */
enum status asks_check(const json_t *object, const char *place, struct error *error);

#endif
