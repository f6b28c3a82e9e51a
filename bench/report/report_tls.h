/* The report's section on what TLS takes. */
#ifndef BENCH_REPORT_REPORT_TLS_H
#define BENCH_REPORT_REPORT_TLS_H

#include "bench/report/page.h"
#include "bench/results/results.h"

/* Handshakes of the cells with TLS; nothing where there are none. */
void report_tls(const struct page *page, const struct results *results);

#endif
