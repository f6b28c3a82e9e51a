/* The bytes on the wire of one user of a case, before anything was measured. */
#ifndef BENCH_CHOOSE_WIRE_ESTIMATE_H
#define BENCH_CHOOSE_WIRE_ESTIMATE_H

#include "bench/judge/closed_wire.h"
#include "bench/plan/user_case.h"

/* With the case's messages, headers and TLS at that load. All NAN without memory. */
struct closed_wire wire_estimate_of(const struct user_case *its, const struct closed_load *load);

#endif
