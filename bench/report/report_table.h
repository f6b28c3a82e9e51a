/* The tables of a report: what each cell measured, and what all were given. */
#ifndef BENCH_REPORT_REPORT_TABLE_H
#define BENCH_REPORT_REPORT_TABLE_H

#include "bench/report/page.h"
#include "bench/results/results.h"

/* A row for each cell, medians over its repeats. */
void report_table(const struct page *page, const struct results *results);

/* The parameters with their values, those that differ between cells as "varied". */
void report_parameters(const struct page *page, const struct results *results);

#endif
