/* Doubles cells, and orders the doubled ones. */
#include "bench/plan/cell_builds.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plan/round.h"
#include "common/base/random.h"

/* Beyond the numbers of rounds, which are the streams of round_order. */
static const uint64_t TWINS_STREAM = UINT64_C(1) << 32;

bool cell_is_of_other_build(const struct cell *cell) {
  return cell->build && strcmp(cell->build, BUILD_OTHER) == 0;
}

static enum status no_memory(struct error *error) {
  return error_set(error, STATUS_ENVIRONMENT, "no memory for the cells of the other build");
}

static enum status build_set(struct cell *cell, const char *build, struct error *error) {
  char *name = NULL;
  if (asprintf(&name, "%s-%s=%s", cell->name, BUILD_AXIS, build) < 0)
    return no_memory(error);
  free(cell->name);
  cell->name = name;
  cell->build = build;
  if (strlen(name) <= NAME_MAX)
    return STATUS_OK;
  return error_set(error, STATUS_USAGE,
                   "the cell %.80s… has a name of %zu bytes, and a folder's has at most %d: let "
                   "variants have short names for what varies",
                   name, strlen(name), NAME_MAX);
}

static enum status size_check(const struct cells *cells, const struct experiment *experiment,
                              struct error *error) {
  double planned_s = 0, executions = (double)cells->count * (double)experiment->repeats;
  for (size_t i = 0; i < cells->count; i++)
    planned_s += cell_planned_s(&cells->items[i]) * (double)experiment->repeats;
  if (executions <= CELLS_EXECUTIONS_MAX && planned_s <= CELLS_HOURS_MAX * 3600.0)
    return STATUS_OK;
  return error_set(error, STATUS_USAGE,
                   "%s: with two builds these are %.0f executions in %.1f h; at most %d in %d h",
                   experiment->name, executions, planned_s / 3600, CELLS_EXECUTIONS_MAX,
                   CELLS_HOURS_MAX);
}

/* Moves the cells of both builds into one list. Each of the two is empty then. */
static bool cells_interleave(struct cells *own, struct cells *other) {
  struct cell *items = calloc(2 * own->count + 1, sizeof *items);
  if (!items)
    return false;
  for (size_t i = 0; i < own->count; i++) {
    items[2 * i] = own->items[i];
    items[2 * i + 1] = other->items[i];
  }
  free(own->items);
  free(other->items);
  *own = (struct cells){.items = items, .count = 2 * own->count};
  *other = (struct cells){0};
  return true;
}

enum status cells_double(struct cells *cells, const struct experiment *experiment,
                         struct error *error) {
  struct cells other = {0};
  enum status status = cells_expand(&other, experiment, error);
  if (status == STATUS_OK && !cells_interleave(cells, &other))
    status = no_memory(error);
  for (size_t i = 0; status == STATUS_OK && i < cells->count; i++)
    status = build_set(&cells->items[i], i % 2 == 0 ? BUILD_OWN : BUILD_OTHER, error);
  if (status == STATUS_OK)
    status = size_check(cells, experiment, error);
  cells_release(&other);
  return status;
}

/* The pairs of twins are ordered first; from the last to the first, each then takes two places. */
static void twins_order(uint64_t order_seed, size_t round, size_t *order, size_t count) {
  struct random random = random_seeded(order_seed, TWINS_STREAM + round);
  round_order(order_seed, round, order, count / 2);
  for (size_t i = count / 2; i-- > 0;) {
    size_t pair = order[i], first = random_uniform(&random) < 0.5;
    order[2 * i] = 2 * pair + first;
    order[2 * i + 1] = 2 * pair + 1 - first;
  }
}

void cells_order(const struct cells *cells, uint64_t order_seed, size_t round, size_t *order) {
  if (cells->count > 0 && cells->items[0].build)
    twins_order(order_seed, round, order, cells->count);
  else
    round_order(order_seed, round, order, cells->count);
}
