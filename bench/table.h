/* The summary on the terminal: a row for each cell. */
#ifndef BENCH_TABLE_H
#define BENCH_TABLE_H

#include <stdio.h>

#include "common/status.h"

/* Reads the run's folder and prints the table, and below it the reasons of cells
 * that are not valid. */
enum status table_print(FILE *out, const char *run_folder, struct error *error);

#endif
