/* The searches of a run while it goes on: what they have found so far, and their lines in run.json.
 */
#ifndef BENCH_RESULTS_SEARCHES_H
#define BENCH_RESULTS_SEARCHES_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "bench/judge/exhaustion.h"
#include "bench/judge/knee_search.h"
#include "bench/plan/experiment.h"
#include "bench/plan/search_cells.h"
#include "bench/results/probe.h"
#include "bench/results/search_outcome.h"

/* The search of one cell of the experiment. */
struct cell_search {
  struct search_name name;
  int engine, transport;
  struct knee_search knee;
  bool few_descriptors; /* the knee's `to` is what the limit of open files allows */
};

/* One probe. */
struct probe {
  size_t search; /* its position */
  size_t cell;   /* its cell's position in the run */
  size_t repeat; /* of that cell, from 1 */
  double value;  /* of the searched parameter, before time_scale */
  bool counts;   /* else it was disturbed, and is repeated */
  struct probe_verdict verdict;
  json_t *document; /* its trimmed cell.json */
};

struct probes {
  struct probe *items;
  size_t count;
};

/* What gave out at the values above the capacity: what most of the probes say that failed at the
 * upper end of the bracket; where as many say the generator, it is the generator.
 * EXHAUSTED_KINDS where none failed. */
enum exhausted search_gave_out(const struct probes *probes, size_t search,
                               const struct knee_search *knee);

enum search_outcome search_outcome_of(const struct cell_search *search, enum exhausted gave_out);

/* Sets the searches and probes of run.json; `cells` are those of the probes. A quick search names
 * no capacity. */
void searches_put(json_t *record, const struct experiment *experiment,
                  const struct cell_search *searches, size_t count, const struct probes *probes,
                  const struct cells *cells);

#endif
