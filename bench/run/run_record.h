/* run.json as it is when a run begins. */
#ifndef BENCH_RUN_RUN_RECORD_H
#define BENCH_RUN_RUN_RECORD_H

#include <jansson.h>
#include <stdint.h>

#include "bench/measure/other_build.h"
#include "bench/run/run_plan.h"
#include "bench/run/run_request.h"

struct run_start {
  const struct other_build *other; /* NULL in a run of one build */
  const struct run_request *request;
  const struct run_plan *plan;
  uint64_t wall_ns;             /* when it was */
  uint64_t order_seed;          /* of cells_order() */
  size_t executions;            /* that are planned */
  const json_t *machine, *idle; /* of machine_json() and idle_json() */
};

/* New references. */
json_t *run_record_json(const struct run_start *start);
json_t *run_cells_json(const struct cells *cells); /* the cells, without results */

#endif
