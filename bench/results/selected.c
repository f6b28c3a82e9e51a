/* Shows cells of a run to selectors. */
#include "bench/results/selected.h"

#include <stdlib.h>

static const char *value_of(const void *context, const char *parameter) {
  const struct result_cell *cell = context;
  return result_param_applies(cell, parameter) ? result_param(cell, parameter) : NULL;
}

static struct selectable selectable_of(const struct result_cell *cell) {
  return (struct selectable){.transport = cell->transport,
                             .engine = cell->engine,
                             .variant = result_varied(cell, "variant"),
                             .time_scale = cell->time_scale,
                             .value = value_of,
                             .cell = cell};
}

bool selector_takes(const struct selector *selector, const struct result_cell *cell) {
  struct selectable selectable = selectable_of(cell);
  return selector_holds(selector, &selectable);
}

enum status selector_check_results(const struct selector *selector, const struct results *results,
                                   struct error *error) {
  struct selectable *all = calloc(results->cell_count + 1, sizeof *all);
  if (!all)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the selectors");
  for (size_t i = 0; i < results->cell_count; i++)
    all[i] = selectable_of(&results->cells[i]);
  enum status status = selector_check(selector, all, results->cell_count, error);
  free(all);
  return status;
}
