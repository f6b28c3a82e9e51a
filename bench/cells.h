/* The cells of an experiment: the product of its axes. */
#ifndef BENCH_CELLS_H
#define BENCH_CELLS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/experiment.h"
#include "common/workload.h"

enum { CELLS_EXECUTIONS_MAX = 10000, CELLS_HOURS_MAX = 24 };

struct cell {
  char *name;    /* "lws-short_poll-interval_ms=1000": of its folder */
  int transport; /* enum transport_kind */
  int engine;    /* enum engine_kind */
  struct workload workload;
  char **values;        /* of every parameter, as the programs get it; malloc'd texts */
  const char *variant;  /* the experiment's, NULL where it has no effect here */
  bool *varied;         /* by parameter: it is an axis that this cell heeds */
  struct faults faults; /* scaled, as they are carried out */
};

struct cells {
  struct cell *items;
  size_t count;
};

/* Transport varies slowest, then engine, then the axes in the order of the file,
 * then the variants. Where an axis has no effect only the first of its values is
 * kept. The times are scaled here. STATUS_USAGE when it is more than
 * CELLS_EXECUTIONS_MAX executions or CELLS_HOURS_MAX, or a scaled value is out of
 * range. The experiment must outlive the cells. */
enum status cells_expand(struct cells *cells, const struct experiment *experiment,
                         struct error *error);
void cells_release(struct cells *cells);

/* Connections that its users hold at once: those who write by POST have two. */
double cell_connections(const struct cell *cell);

/* One execution as planned: start, connect, warm up, measure, end. */
double cell_planned_s(const struct cell *cell);

/* The longest that one may take, before it is ended from outside. */
double cell_deadline_s(const struct cell *cell);

const char *cell_value(const struct cell *cell, const char *parameter);
bool cell_speaks_tls(const struct cell *cell);
double cell_number(const struct cell *cell, const char *parameter);

json_t *cell_params_json(const struct cell *cell); /* new references */
json_t *cell_varied_json(const struct cell *cell);

#endif
