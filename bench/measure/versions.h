/* Which programs a run was carried out with. */
#ifndef BENCH_MEASURE_VERSIONS_H
#define BENCH_MEASURE_VERSIONS_H

#include <jansson.h>

#include "common/base/version.h"

/* {"server", "client": what they say of themselves, their libraries, and the options
 * these were built with; "commit": that the runner was built of; "tree": "clean", or how many
 * files differed from it}. Null where nothing can be learnt. A new reference. */
json_t *versions_json(const char *server_program, const char *client_program,
                      const struct build *build);

#endif
