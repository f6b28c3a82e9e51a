/* Selectors: texts that name a figure of some of the cells.
 *
 *   lost                            of all cells
 *   websocket.latency_ns.p99        of the cells of one transport
 *   lws.sse.clients=100.lost        of those of an engine, a transport and 100 users
 *   nagle.bytes.wire_per_message    of those of a variant
 *
 * The figure's path stands last; the longest one counts (bench/plan/metrics.h). Each word before it
 * is a transport, an engine, `parameter=value`, or the name of a variant; for a variant that has
 * another word's name, `variant=name`. A cell is taken where all words hold for it. A parameter's
 * value is that of the experiment, before time_scale; a cell that ignores the parameter is not
 * taken. Pure. */
#ifndef BENCH_PLAN_SELECTOR_H
#define BENCH_PLAN_SELECTOR_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/plan/cells.h"
#include "common/base/status.h"
#include "documents/figures.h"

struct selector_value {
  char *parameter, *value; /* the value as parameter_canonical spells it */
};

/* The texts are owned. */
struct selector {
  char *text;            /* as it was written */
  int transport, engine; /* -1: any */
  char *variant;         /* NULL: any */
  struct selector_value *values;
  size_t value_count;
  enum figure figure;
};

/* STATUS_USAGE quotes the text, and names the nearest figure or parameter. Nothing is held after a
 * failure; release is safe on a zeroed struct. */
enum status selector_read(struct selector *selector, const char *text, struct error *error);
void selector_release(struct selector *selector);

/* The properties of a cell that selectors ask for. Borrowed. */
struct selectable {
  int transport, engine;
  const char *variant; /* NULL for none */
  double time_scale;   /* of its experiment */
  /* The cell's text of a parameter; NULL where the cell ignores it. */
  const char *(*value)(const void *cell, const char *parameter);
  const void *cell;
};

struct selectable selectable_of_cell(const struct cell *cell, double time_scale);

bool selector_holds(const struct selector *selector, const struct selectable *cell);

/* STATUS_USAGE where the selector takes none of the cells: says which word holds for none, and what
 * there is instead. The second form is for cells that are not run yet. */
enum status selector_check(const struct selector *selector, const struct selectable *cells,
                           size_t count, struct error *error);
enum status selector_check_cells(const struct selector *selector, const struct cells *cells,
                                 double time_scale, struct error *error);

#endif
