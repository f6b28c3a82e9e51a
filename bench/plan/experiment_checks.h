/* Checks of what an experiment asks, claims and rules out, once its parameters are read. */
#ifndef BENCH_PLAN_EXPERIMENT_CHECKS_H
#define BENCH_PLAN_EXPERIMENT_CHECKS_H

#include <jansson.h>

#include "bench/plan/cell_rules.h"
#include "bench/plan/claims.h"
#include "bench/plan/experiment.h"
#include "common/base/status.h"

/* What the report is to compare, where that does not follow from what the experiment varies:
 *
 *   "asks": {"axes": ["variant"],               "transport", "engine", "variant", parameters
 *            "figures": ["latency_ns.mean"]}    figures that reports compare
 *
 * Either may be left out: bench/answers/comparisons.h says what is compared then. STATUS_USAGE
 * names the unknown key, axis or figure. Pure. */
enum status asks_check(const json_t *object, const char *place, struct error *error);

/* Whether the experiment has the cells that its claims are about. STATUS_USAGE names the parameter,
 * value or variant that is missing. */
enum status claims_check(const struct claims *claims, const struct experiment *experiment,
                         const char *place, struct error *error);

/* Whether some cell of the experiment has the value of a parameter, or of "variant". STATUS_USAGE
 * says which is missing. */
enum status experiment_value_check(const struct experiment *experiment, const char *name,
                                   const json_t *value, const char *place, struct error *error);

/* Whether the experiment has the values that its rules name. */
enum status rules_check(const struct cell_rules *rules, const struct experiment *experiment,
                        const char *place, struct error *error);

#endif
