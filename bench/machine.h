/* What a run ran on: without it nobody can say what its figures mean elsewhere. */
#ifndef BENCH_MACHINE_H
#define BENCH_MACHINE_H

#include <jansson.h>

/* Kernel, processors, memory, limits, kernel settings. What cannot be read is null.
 * A new reference. */
json_t *machine_json(void);

/* What the programs say of themselves and their libraries, and the checkout's
 * commit with "dirty" where it differs; null where there is none. A new reference. */
json_t *versions_json(const char *server_program, const char *client_program);

/* The processors this process may run on: the first two, -1 where there is none. */
struct processors {
  int first, second;
  int count;
};
struct processors processors_allowed(void);

#endif
