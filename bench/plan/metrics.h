/* The figures that experiments and limits may name: the columns of the summaries that are
 * measurements, by their paths, such as "latency_ns.p99". */
#ifndef BENCH_PLAN_METRICS_H
#define BENCH_PLAN_METRICS_H

#include "documents/figures.h"

/* FIGURE_NUMBER where there is none of that path. */
enum figure metric_named(const char *path);

/* The path that is nearest to a mistyped one; NULL where none is near. */
const char *metric_nearest(const char *path);

#endif
