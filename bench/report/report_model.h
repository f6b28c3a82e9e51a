/* The report's table of what the model predicts for each cell and what is left over. */
#ifndef BENCH_REPORT_REPORT_MODEL_H
#define BENCH_REPORT_REPORT_MODEL_H

#include "bench/report/page.h"
#include "bench/results/results.h"

/* Nothing where the model says nothing. */
void report_model(const struct page *page, const struct results *results);

#endif
