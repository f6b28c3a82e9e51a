/* An experiment: a question, the parameters that answer it, and which of them
 * vary. Nothing here knows how it is carried out. */
#ifndef BENCH_PLAN_EXPERIMENT_H
#define BENCH_PLAN_EXPERIMENT_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/plan/cell_rules.h"
#include "bench/plan/claims.h"
#include "bench/plan/search.h"
#include "bench/plan/settings.h"
#include "bench/plan/targets.h"
#include "common/base/status.h"
#include "common/suite/fault.h"

struct variant {
  char *name;               /* fit for a file's name */
  char *base;               /* the variant it is compared with; NULL: the first */
  struct settings settings; /* of one value each */
};

struct experiment {
  char *name;                           /* fit for a file's name */
  char *title, *question, *description; /* "" where the file has none */
  char *source;                         /* where its settings or question come from; the same */
  int64_t repeats;                      /* of each cell; with `until` at most */
  double may_lose;          /* share of a cell's expected deliveries: bench/judge/losses.h */
  double time_scale;        /* durations are divided, rates multiplied by it */
  struct settings settings; /* in the order of the file */
  struct variant *variants;
  size_t variant_count;
  struct planned_targets targets; /* the servers of other people */
  struct cell_rules only, except; /* which combinations are run */
  struct search_plan search;      /* for a capacity; its `wanted` is false without */
  struct claims claims;
  struct faults faults; /* times as in the file, not yet scaled */
  json_t *asks;         /* checked (bench/plan/experiment_checks.h); NULL for none */
  json_t *expect;       /* checked (bench/plan/expectations.h); NULL for none */
  json_t *user_case;    /* checked (bench/plan/user_case.h); NULL for none */
  json_t *compare;      /* checked (bench/plan/compared.h); NULL for none */
  json_t *until;        /* checked (bench/plan/until.h); NULL for none */
};

/* Safe on a zeroed struct. */
void experiment_release(struct experiment *experiment);

/* The experiment as it is carried out, with --set, in the form that experiment_load reads. A new
 * reference, NULL without memory. */
json_t *experiment_json(const struct experiment *experiment);

#endif
