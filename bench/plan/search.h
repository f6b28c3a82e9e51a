/* The search of an experiment: for the largest value of a parameter at which its limits hold.
 *
 *   "search": {"vary": "clients", "from": 50, "to": 5000, "within": 0.05, "error": 0.05,
 *              "until": {"latency_ns.p99": "<250ms", "lost": "=0"}}
 *
 * Each cell of the other axes has a search of its own (bench/judge/knee_search.h). */
#ifndef BENCH_PLAN_SEARCH_H
#define BENCH_PLAN_SEARCH_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "bench/plan/limit.h"
#include "bench/plan/settings.h"
#include "common/base/status.h"
#include "common/suite/options.h"
#include "documents/figures.h"

struct search_limit {
  enum figure figure;
  struct limit limit;
};

struct search_plan {
  bool wanted;      /* the experiment has one */
  bool quick;       /* of a quick run */
  size_t parameter; /* that it varies */
  double from, to;  /* before time_scale; NAN until search_settle where the file has none */
  double within;    /* 0.01 to 1: how near the ends of the last bracket are to each other */
  double error;     /* 0.001 to 0.5: the chance that the answer is wrong */
  struct search_limit *limits; /* all of them must hold */
  size_t limit_count;
  json_t *until; /* the limits as they were read */
};

/* Its keys, and, of these, those with a plain number. */
extern const struct option search_keys[], search_numbers[];

/* STATUS_USAGE names an unknown key, parameter or figure with the nearest one, and a limit or a
 * number that is none. The search is released by the caller, also after a failure. */
enum status search_read(struct search_plan *search, const json_t *object, const char *place,
                        struct error *error);

/* Makes it short: few values, and an answer that is rough. */
void search_shorten(struct search_plan *search);

/* Sets the ends where the file has none: `from` is the experiment's value of the parameter, `to`
 * the greatest that the parameter takes. STATUS_USAGE where the experiment gives the parameter
 * several values or repeats its cells, or the ends are out of range or in the wrong order. */
enum status search_settle(struct search_plan *search, const struct settings *settings,
                          int64_t repeats, struct error *error);

/* Whether values are whole numbers. */
bool search_is_whole(const struct search_plan *search);

/* A value of the searched parameter as option_check takes it. */
struct search_text {
  char text[32];
};
struct search_text search_text(const struct search_plan *search, double value);

json_t *search_json(const struct search_plan *search); /* a new reference */

/* Safe on a zeroed struct. */
void search_release(struct search_plan *search);

#endif
