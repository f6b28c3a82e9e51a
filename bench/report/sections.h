/* The sections of a report, in the order of the page. Each writes its heading, table and notes, or
 * nothing where the run has no such cells. */
#ifndef BENCH_REPORT_SECTIONS_H
#define BENCH_REPORT_SECTIONS_H

#include "bench/answers/comparisons.h"
#include "bench/report/page.h"
#include "bench/results/results.h"
#include "bench/versus/versus.h"
#include "common/base/status.h"

/* The claims of the experiment and their verdicts; also writes claims.tsv. Reads the run.json of
 * the page's folder. STATUS_CHECK when the claims cannot be understood, STATUS_ENVIRONMENT when
 * claims.tsv cannot be written. */
enum status report_claims(const struct page *page, struct error *error);

/* "5 claims: 2 hold, 1 do not, 1 are shown, 1 not measured"; empty without claims or a run. */
struct claims_summary {
  char text[128];
};
struct claims_summary claims_summary(const char *run_folder);

/* What each search for a capacity found. STATUS_ENVIRONMENT without memory. */
enum status report_search(const struct page *page, const struct results *results,
                          struct error *error);

/* The limits that the run is to keep, and whether it does; also writes expectations.tsv and
 * junit.xml. Reads the run.json of the page's folder. STATUS_CHECK where the limits cannot be
 * understood, STATUS_ENVIRONMENT where a file cannot be written. */
enum status report_expectations(const struct page *page, const struct results *results,
                                struct error *error);

/* The differences between the builds of a run of two. */
void report_versus(const struct page *page, const struct results *results,
                   const struct versus *versus);

/* The summary: a row for each cell, with medians over its repeats. */
void report_table(const struct page *page, const struct results *results);

/* How many repeats the experiment's bounds took, and when the run was resumed. STATUS_ENVIRONMENT
 * without memory. */
enum status report_rounds(const struct page *page, const struct results *results,
                          struct error *error);

/* The effects of each fault on each cell. */
void report_faults(const struct page *page, const struct results *results);

/* The ratios of variants to their bases. */
void report_variants(const struct page *page, const struct results *results,
                     const struct comparisons *comparisons);

/* The handshakes of cells with TLS. */
void report_tls(const struct page *page, const struct results *results);
void report_http2(const struct page *page, const struct results *results);

/* The bytes that compression saved, and its costs. */
void report_compression(const struct page *page, const struct results *results);

/* What reverse proxies in front of the server cost. */
void report_proxies(const struct page *page, const struct results *results);

/* How often packets wake a phone's radio, where one slept. */
void report_radio(const struct page *page, const struct results *results);

/* The costs without a network (engines in process), and without messages (cells in which nothing is
 * published). */
void report_floor(const struct page *page, const struct results *results);

/* The model's predictions, and the residuals. */
void report_model(const struct page *page, const struct results *results);

/* The points at which two transports break even along a swept parameter; also writes
 * break_even.tsv. STATUS_ENVIRONMENT when that cannot be written. */
enum status report_break_even(const struct page *page, const struct results *results,
                              struct error *error);

/* The transport for the case of the run's experiment; also writes choose_front.tsv. Nothing without
 * a case. Reads the folder's run.json, its summary.tsv and the example of a price list. */
enum status report_choice(const struct page *page, struct error *error);

/* The parameters with their values; "varied" for those that differ between cells. */
void report_parameters(const struct page *page, const struct results *results);

#endif
