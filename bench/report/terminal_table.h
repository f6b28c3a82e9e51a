/* Prints the summary on the terminal: a row for each cell. */
#ifndef BENCH_REPORT_TERMINAL_TABLE_H
#define BENCH_REPORT_TERMINAL_TABLE_H

#include <stddef.h>
#include <stdio.h>

#include "common/base/status.h"

/* Reads the run's folder and prints the table, the reasons of cells that are not valid
 * (bench/report/reason_lines.h), the conclusions, and how two builds differ. Where these are wider
 * than `width` letters (0: any width), the table is broken into blocks, each with the names of the
 * cells, and texts into lines. */
enum status table_print(FILE *out, const char *run_folder, size_t width, struct error *error);

#endif
