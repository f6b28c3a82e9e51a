/* The searches of a run and their probes, read from its run.json. */
#ifndef BENCH_RESULTS_RESULT_SEARCHES_H
#define BENCH_RESULTS_RESULT_SEARCHES_H

#include <jansson.h>
#include <stddef.h>

#include "bench/judge/exhaustion.h"
#include "bench/plan/search.h"
#include "bench/results/search_outcome.h"
#include "common/base/status.h"

/* The search of one cell of the experiment; NAN for what there is not. */
struct result_search {
  char *name;            /* "lws-sse" */
  int engine, transport; /* -1 when unknown */
  enum search_outcome outcome;
  double capacity;
  double held, failed;     /* the ends of the last bracket */
  double probability;      /* of its having the knee */
  enum exhausted gave_out; /* EXHAUSTED_KINDS where nothing did */
};

enum probe_result { PROBE_HELD, PROBE_FAILED, PROBE_DISTURBED };

struct result_probe {
  size_t search; /* its position */
  double value;  /* of the parameter */
  enum probe_result result;
  enum figure figure;      /* the first that broke its limit, or else the first limited one */
  double measured;         /* of that figure; NAN where there is none */
  enum exhausted gave_out; /* EXHAUSTED_KINDS where nothing did */
};

struct result_searches {
  struct search_plan search; /* its `wanted` is false where the run has none */
  struct result_search *items;
  size_t count;
  struct result_probe *probes; /* in the order in which they ran */
  size_t probe_count;
};

/* `run` is a run.json. STATUS_CHECK where its searches cannot be understood. */
enum status result_searches_read(struct result_searches *searches, const json_t *run,
                                 const char *path, struct error *error);

/* Safe on a zeroed struct. */
void result_searches_release(struct result_searches *searches);

/* "clients", the parameter; only where there is a search. */
const char *result_searches_vary(const struct result_searches *searches);

#endif
