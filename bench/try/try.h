/* Tries whether a target file and its server fit together (`pushbench try`): starts the server, and
 * lets one user of each transport receive three messages. */
#ifndef BENCH_TRY_TRY_H
#define BENCH_TRY_TRY_H

#include "bench/try/try_result.h"

/* STATUS_OK where all that was tried works, STATUS_CHECK where something does not. Where the server
 * is not started, STATUS_USAGE or STATUS_ENVIRONMENT, and result->failure says why; else *error
 * does. STATUS_INTERRUPTED after a signal (bench/base/interrupt.h). Nothing is left behind. */
enum status try_target(const struct try_plan *plan, struct try_result *result, struct error *error);

#endif
