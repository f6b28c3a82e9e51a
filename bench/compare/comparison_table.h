/* Prints a comparison on the terminal: a block for each figure, with a row for each cell. */
#ifndef BENCH_COMPARE_COMPARISON_TABLE_H
#define BENCH_COMPARE_COMPARISON_TABLE_H

#include <stddef.h>
#include <stdio.h>

#include "bench/compare/run_comparison.h"

/* Where the rows are wider than `width` letters (0: any width), each cell's name has a line of its
 * own above its figures; where these are too wide, the interval stands below them. */
void comparison_print(FILE *out, const struct run_comparison *comparison, size_t width);

#endif
