/* The report's table of claims put to the test, and claims.tsv beside it. */
#ifndef BENCH_REPORT_REPORT_CLAIMS_H
#define BENCH_REPORT_REPORT_CLAIMS_H

#include "bench/report/page.h"
#include "common/base/status.h"

/* Reads the run.json of the page's folder; nothing where its experiment claims nothing.
 * STATUS_CHECK when its claims cannot be understood. */
enum status report_claims(const struct page *page, struct error *error);

/* "5 claims hold, 2 do not, 1 was not measured"; empty without claims or without a run. */
struct claims_summary {
  char text[128];
};
struct claims_summary claims_summary(const char *run_folder);

#endif
