/* Compares heads as they were sent with heads as they arrived. Pure. */
#ifndef BENCH_PROBE_HEADS_H
#define BENCH_PROBE_HEADS_H

#include <jansson.h>

#include "bench/probe/observations.h"

/* The headers of a whole head as [[name, value], …]; a new reference, NULL without memory. */
json_t *heads_of(const char *head, size_t head_bytes);

/* Adds what differs between two such lists, names in small letters; what no longer fits is dropped.
 * Headers that concern one connection alone are passed over, and those that frame a body. */
void heads_compare(enum head_side side, const json_t *sent, const json_t *arrived,
                   struct observed_heads *out);

/* Whether a header concerns one connection alone (RFC 9110, 7.6.1), or frames a body. */
bool heads_passes_over(const char *name);

#endif
