/* A cell: one point of an experiment, with a value for every parameter. */
#ifndef BENCH_PLAN_CELL_H
#define BENCH_PLAN_CELL_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/load/workload.h"
#include "common/suite/fault.h"
#include "documents/target.h"

/* The axis of a run of two builds, and its values. */
#define BUILD_AXIS "build"
#define BUILD_OWN "this"
#define BUILD_OTHER "other"

struct cell {
  char *name;    /* "lws-short_poll-interval_ms=1000", also of its folder */
  int transport; /* enum transport_kind */
  int engine;    /* its server: bench/base/servers.h */
  const struct target_description *target; /* of a server of other people; NULL: it is ours */
  struct workload workload;
  char **values;        /* of each parameter, as the programs take it; malloc'd texts */
  const char *variant;  /* its name; NULL where variants have no effect here */
  const char *build;    /* its value on BUILD_AXIS; NULL in a run of one build */
  bool *varied;         /* for each parameter: it is an axis that has an effect here */
  struct faults faults; /* with scaled times */
};

/* Connections that its users hold at once: those who write by POST have two. */
double cell_connections(const struct cell *cell);

/* Planned time of one execution: start, connect, warm up, measure, end. */
double cell_planned_s(const struct cell *cell);

/* Longest time of one execution, after which it is ended from outside. */
double cell_deadline_s(const struct cell *cell);

const char *cell_value(const struct cell *cell, const char *parameter);
bool cell_speaks_tls(const struct cell *cell);
bool cell_in_process(const struct cell *cell); /* its users are in the server's process */
double cell_number(const struct cell *cell, const char *parameter); /* of one that is a number */

/* New references. Of a server of other people, the parameters that it heeds. */
json_t *cell_params_json(const struct cell *cell);
json_t *cell_varied_json(const struct cell *cell);

#endif
