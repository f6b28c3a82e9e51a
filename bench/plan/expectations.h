/* The limits that a run is expected to keep: of figures, and of their changes from a base.
 *
 * In an experiment: "expect": {"websocket.latency_ns.p99": "<20ms", "lost": "=0"}. On the command
 * line: --expect 'websocket.latency_ns.p99<20ms', and --fail-on 'websocket.latency_ns.p99:+10%' for
 * a change. bench/plan/selector.h and bench/plan/limit.h describe the two parts. */
#ifndef BENCH_PLAN_EXPECTATIONS_H
#define BENCH_PLAN_EXPECTATIONS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "bench/plan/limit.h"
#include "bench/plan/selector.h"
#include "common/base/numerals.h"
#include "common/base/status.h"

enum expectation_kind { EXPECT_VALUE, EXPECT_CHANGE };

struct expectation {
  struct selector selector;
  char *bound; /* as it was written: "<20ms", "+10%"; owned */
  enum expectation_kind kind;
  struct limit limit;         /* of EXPECT_VALUE */
  struct change_limit change; /* of EXPECT_CHANGE */
};

struct expectations {
  struct expectation *items;
  size_t count;
};

/* Adds the members of an object. One of a kind and selector that is there already is replaced.
 * STATUS_USAGE names the place, the member and what is wrong. Safe on a zeroed struct, as release
 * is. */
enum status expectations_read(struct expectations *expectations, const json_t *object,
                              enum expectation_kind kind, const char *place, struct error *error);

/* The same for an argument of the command line: the selector, a colon that may be left out before
 * <, = or >, and the limit. */
enum status expectations_add(struct expectations *expectations, const char *text,
                             enum expectation_kind kind, struct error *error);
void expectations_release(struct expectations *expectations);

/* Whether an object can be read as limits of figures. */
enum status expectations_check(const json_t *object, const char *place, struct error *error);

/* Those of one kind as an object: a new reference. */
json_t *expectations_json(const struct expectations *expectations, enum expectation_kind kind);

/* "websocket.latency_ns.p99 <20ms" */
struct words expectation_words(const struct expectation *expectation);

#endif
