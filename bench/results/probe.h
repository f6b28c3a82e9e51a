/* Judges one probe of a search by its cell.json: whether the limits held, and what gave out. */
#ifndef BENCH_RESULTS_PROBE_H
#define BENCH_RESULTS_PROBE_H

#include <jansson.h>
#include <stdbool.h>

#include "bench/judge/exhaustion.h"
#include "bench/plan/search.h"
#include "common/base/numerals.h"
#include "common/base/status.h"

struct probe_verdict {
  bool holds;
  bool disturbed;          /* a limit broke while the machine or other programs interfered */
  size_t limit;            /* the first of the search's limits that broke; 0 where all held */
  double measured;         /* the value of its figure; NAN where there is none */
  enum exhausted gave_out; /* where it does not hold */
};

/* A figure that the repeat does not have breaks its limit, since nothing came; but STATUS_USAGE
 * says so where only the number of messages was too small for a percentile (bench/judge/support.h).
 * In a quick search a percentile of any number of messages will do. */
enum status probe_judge(struct probe_verdict *verdict, const json_t *document,
                        const struct search_plan *search, const struct exhaustible *machine,
                        struct error *error);

/* "p99 latency 312 ms, not below 250 ms (the server's processor gave out)" */
struct words probe_words(const struct probe_verdict *verdict, const struct search_plan *search);

#endif
