/* One execution of a cell: runs a server and a client, samples the server, and writes cell.json. */
#ifndef BENCH_RUN_REPEAT_H
#define BENCH_RUN_REPEAT_H

#include <jansson.h>

#include "bench/run/repeat_plan.h"

/* STATUS_OK with the document of cell.json (a new reference) when there is one, of a repeat that
 * failed too; STATUS_INTERRUPTED without one; STATUS_ENVIRONMENT when the folder cannot be written
 * or a program is missing. No process is left behind on any path. */
enum status repeat_run(const struct repeat_plan *plan, json_t **document, struct error *error);

#endif
