/* Prints the reasons why cells are not valid. */
#ifndef BENCH_REPORT_REASON_LINES_H
#define BENCH_REPORT_REASON_LINES_H

#include <stddef.h>
#include <stdio.h>

#include "bench/results/results.h"

enum { REASON_LINE_BYTES = 2048, REASON_LINES_MAX = 10 };

/* "in 5 of 6 repeats: other programs had …"; where the cell has one repeat, the sentence alone. */
void reason_line(const struct result_cell *cell, const struct result_reason *reason, char *out,
                 size_t capacity);

/* Prints at most REASON_LINES_MAX reasons, each wrapped to `width` columns (0: not wrapped). A
 * reason of three cells or more, if these are the majority, is printed once, with the worst cell.
 * Where there are still too many, so are reasons of two cells. The remaining ones are counted, and
 * the last line says where to find them. */
void reason_lines_print(FILE *out, const struct results *results, size_t width);

#endif
