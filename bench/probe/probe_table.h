/* What a probe has observed and found: for people, and as JSON. Pure, but for the stream. */
#ifndef BENCH_PROBE_PROBE_TABLE_H
#define BENCH_PROBE_PROBE_TABLE_H

#include <jansson.h>
#include <stdio.h>

#include "bench/probe/findings.h"

/* `columns`: of the terminal; 0: any width. */
void probe_table_write(FILE *out, const struct observations *seen, const struct findings *findings,
                       size_t columns);

/* A new reference. */
json_t *probe_json(const struct observations *seen, const struct findings *findings);

/* One line of the faults. */
void probe_reason(const struct findings *findings, char *out, size_t capacity);

#endif
