/* Which programs a run was carried out with. */
#ifndef BENCH_MEASURE_VERSIONS_H
#define BENCH_MEASURE_VERSIONS_H

#include <jansson.h>

/* {"server", "client": what they say of themselves, their libraries, and the options
 * these were built with; "commit": of the checkout that the programs were built in;
 * "tree": "clean", or how many of its files differ}. Null where nothing can be learnt. A
 * new reference. */
json_t *versions_json(const char *server_program, const char *client_program);

/* Of `git status --porcelain --branch --untracked-files=no`: "clean", "1 file differs". */
json_t *tree_json(const char *status);

#endif
