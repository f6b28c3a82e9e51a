/* The report's section on what an experiment's variants change. */
#ifndef BENCH_REPORT_REPORT_VARIANTS_H
#define BENCH_REPORT_REPORT_VARIANTS_H

#include "bench/answers/comparisons.h"
#include "bench/report/page.h"
#include "bench/results/results.h"

/* Nothing where no cell has a variant and its base. */
void report_variants(const struct page *page, const struct results *results,
                     const struct comparisons *comparisons);

#endif
