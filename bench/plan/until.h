/* Bounds for the intervals of figures, with which a run may end before its last repeat:
 *
 *   "until": {"latency_ns.p99": "±5%", "websocket.server.cpu_us_per_message": "±10%"}
 *
 * Each member is a selector (bench/plan/selector.h), and how far the ends of the figure's interval
 * may be from its median in each cell that the selector takes. The run looks after fixed numbers of
 * repeats (bench/judge/looks.h); `repeats` is then the most that it takes. */
#ifndef BENCH_PLAN_UNTIL_H
#define BENCH_PLAN_UNTIL_H

#include <jansson.h>
#include <stddef.h>

#include "bench/plan/selector.h"
#include "common/base/status.h"

/* The repeats of an experiment with "until" that does not say how many it may take. */
enum { UNTIL_REPEATS = 32 };

struct until_bound {
  struct selector selector;
  double share; /* of the median: 0.05 for "±5%" */
};

struct until {
  struct until_bound *items;
  size_t count;
};

/* Reads the object. "+-5%" stands for "±5%". STATUS_USAGE names the place, the member and what is
 * wrong. Release is safe on a zeroed struct. */
enum status until_read(struct until *until, const json_t *object, const char *place,
                       struct error *error);
void until_release(struct until *until);

/* Whether the object can be read. */
enum status until_check(const json_t *object, const char *place, struct error *error);

/* Whether each selector of an object that was checked takes a cell. STATUS_USAGE names one that
 * takes none. */
enum status until_check_cells(const json_t *object, const struct cells *cells, double time_scale,
                              struct error *error);

#endif
