/* The JSON Schema of experiments, for editors: made from the tables by which they are read. */
#ifndef BENCH_PLAN_EXPERIMENT_SCHEMA_H
#define BENCH_PLAN_EXPERIMENT_SCHEMA_H

#include <jansson.h>

/* docs/schema/experiment.json (draft 2020-12). A new reference. It knows each key, its type, its
 * choices and its bounds; what figures and selectors there are, and what fits together, the reader
 * alone knows. */
json_t *experiment_schema(void);

#endif
