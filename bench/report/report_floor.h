/* The report's section on what is paid without a network, and without a message. */
#ifndef BENCH_REPORT_REPORT_FLOOR_H
#define BENCH_REPORT_REPORT_FLOOR_H

#include "bench/report/page.h"
#include "bench/results/results.h"

/* Cells of the null engine, and cells in which nothing is published; nothing where there
 * are neither. Nothing is subtracted from anything. */
void report_floor(const struct page *page, const struct results *results);

#endif
