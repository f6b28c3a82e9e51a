/* Writes the tables of answers into a run's folder, as tab-separated files. */
#ifndef BENCH_RESULTS_TABLE_FILE_H
#define BENCH_RESULTS_TABLE_FILE_H

#include <stdio.h>

#include "common/base/status.h"

/* Writes a tab and the number; only the tab where it is not finite. */
void table_number_write(FILE *out, double number);

/* Writes the file `name` by calling `write`. STATUS_ENVIRONMENT where it cannot be written. */
enum status table_file_write(const char *run_folder, const char *name,
                             void (*write)(FILE *out, const void *content), const void *content,
                             struct error *error);

#endif
