/* The lines that say why cells are not valid. */
#ifndef BENCH_REPORT_REASON_LINES_H
#define BENCH_REPORT_REASON_LINES_H

#include <stddef.h>
#include <stdio.h>

#include "bench/results/results.h"

enum { REASON_LINE_BYTES = 2048, REASON_LINES_MAX = 10 };

/* "in 5 of 6 repeats: other programs had …"; of a cell with one repeat the sentence alone. */
void reason_line(const struct result_cell *cell, const struct result_reason *reason, char *out,
                 size_t capacity);

/* For a terminal of `width` columns (0: any): REASON_LINES_MAX lines at most, each broken where it
 * is too wide. What concerns most of three cells or more is one line for all of them, with the
 * worst; and so is, where there are too many lines, what concerns two. What does not fit then is
 * counted, and the last line says where to find it. */
void reason_lines_print(FILE *out, const struct results *results, size_t width);

#endif
