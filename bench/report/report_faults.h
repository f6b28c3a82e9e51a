/* The report's section on faults: what each did, transport by transport. */
#ifndef BENCH_REPORT_REPORT_FAULTS_H
#define BENCH_REPORT_REPORT_FAULTS_H

#include "bench/report/page.h"
#include "bench/results/results.h"

/* Nothing where no cell had faults. */
void report_faults(const struct page *page, const struct results *results);

#endif
