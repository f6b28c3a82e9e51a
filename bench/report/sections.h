/* The sections of a report, in the order of the page: each writes its heading, its table and its
 * notes, or nothing where the run has nothing for it. */
#ifndef BENCH_REPORT_SECTIONS_H
#define BENCH_REPORT_SECTIONS_H

#include "bench/answers/comparisons.h"
#include "bench/report/page.h"
#include "bench/results/results.h"
#include "common/base/status.h"

/* Claims put to the test, and claims.tsv beside the page. Reads the run.json of the page's folder;
 * nothing where its experiment claims nothing. STATUS_CHECK when its claims cannot be understood,
 * STATUS_ENVIRONMENT when claims.tsv cannot be written. */
enum status report_claims(const struct page *page, struct error *error);

/* "5 claims: 2 hold, 1 do not, 1 are shown, 1 not measured"; empty without claims or a run. */
struct claims_summary {
  char text[128];
};
struct claims_summary claims_summary(const char *run_folder);

/* A row for each cell, medians over its repeats. */
void report_table(const struct page *page, const struct results *results);

/* What each fault did, transport by transport; nothing where no cell had faults. */
void report_faults(const struct page *page, const struct results *results);

/* What an experiment's variants change; nothing where no cell has a variant and its base. */
void report_variants(const struct page *page, const struct results *results,
                     const struct comparisons *comparisons);

/* Handshakes of the cells with TLS; nothing where there are none. */
void report_tls(const struct page *page, const struct results *results);

/* What compression saved; nothing in a run where nothing was to be compressed. */
void report_compression(const struct page *page, const struct results *results);

/* What is paid without a network, and without a message: cells of engines in process, and cells in
 * which nothing is published; nothing where there are neither. Nothing is subtracted. */
void report_floor(const struct page *page, const struct results *results);

/* What the model predicts for each cell, and the residual; nothing where it says nothing. */
void report_model(const struct page *page, const struct results *results);

/* The parameters with their values, those that differ between cells as "varied". */
void report_parameters(const struct page *page, const struct results *results);

#endif
