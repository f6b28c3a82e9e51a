/* Judges limits of the changes from A to B (bench/plan/expectations.h). */
#ifndef BENCH_COMPARE_COMPARED_LIMITS_H
#define BENCH_COMPARE_COMPARED_LIMITS_H

#include "bench/compare/notes.h"
#include "bench/compare/run_comparison.h"

/* Reads the arguments of --fail-on, "websocket.latency_ns.p99:+10%", and sets the limits of the
 * comparison and their answers. STATUS_USAGE where one is no such limit, or B has no cell for it.
 * The comparison is not of one run. */
enum status compared_limits_judge(struct run_comparison *comparison, const char *const *fail_ons,
                                  size_t count, struct error *error);

/* A sentence for each limit and cell. */
void say_limits(const struct run_comparison *comparison, struct notes *out);

#endif
