/* The main figures of one execution of a cell in a line: "mean 730 µs, p99 1.48 ms, wire 251 B/msg,
 * CPU 11.7 µs/msg". */
#ifndef BENCH_REPORT_CELL_LINE_H
#define BENCH_REPORT_CELL_LINE_H

#include <jansson.h>

#include "bench/base/formatting.h"

/* `document` is a cell.json. Empty where it has none of these figures. */
struct words cell_line(const json_t *document);

#endif
