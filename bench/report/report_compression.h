/* The report's section on compression. */
#ifndef BENCH_REPORT_REPORT_COMPRESSION_H
#define BENCH_REPORT_REPORT_COMPRESSION_H

#include "bench/report/page.h"
#include "bench/results/results.h"

/* Nothing in a run where nothing was to be compressed. */
void report_compression(const struct page *page, const struct results *results);

#endif
