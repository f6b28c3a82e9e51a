/* Writes summary.tsv and summary.csv: a row for each cell and repeat, a column for each figure and
 * parameter. */
#ifndef BENCH_RESULTS_SUMMARY_TABLE_H
#define BENCH_RESULTS_SUMMARY_TABLE_H

#include <jansson.h>
#include <stddef.h>
#include <stdio.h>

/* `documents` are cell.json documents; the first row has the columns' names. An empty field is a
 * null. Tabs and line ends in texts become spaces. */
void summary_table_write_tsv(FILE *file, json_t *const *documents, size_t count);

/* The same table in the format of RFC 4180: lines end in CR LF, and a field with a comma, a quote
 * or a line end is quoted. */
void summary_table_write_csv(FILE *file, json_t *const *documents, size_t count);

#endif
