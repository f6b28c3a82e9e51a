/* Expands an experiment at one value of the searched parameter. */
#include "bench/plan/search_cells.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plan/parameters.h"
#include "bench/plan/search.h"

/* The settings of the experiment with that of the searched parameter, which is borrowed as all
 * others are. NULL without memory. */
static struct setting *settings_with(const struct settings *settings, const struct setting *own,
                                     size_t *count) {
  struct setting *items = calloc(settings->count + 1, sizeof *items);
  bool placed = false;
  *count = 0;
  for (size_t i = 0; items && i < settings->count; i++) {
    bool same = settings->items[i].parameter == own->parameter;
    items[(*count)++] = same ? *own : settings->items[i];
    placed = placed || same;
  }
  if (items && !placed)
    items[(*count)++] = *own;
  return items;
}

static enum status cells_heed(const struct cells *cells, size_t parameter, struct error *error) {
  for (size_t i = 0; i < cells->count; i++)
    if (!parameter_applies(parameter, cells->items[i].transport, cells->items[i].engine))
      return error_set(error, STATUS_USAGE,
                       "search: %s ignores %s: leave such cells out by \"except\"",
                       cells->items[i].name, parameters_table()[parameter].name);
  return STATUS_OK;
}

enum status search_cells_expand(struct cells *cells, const struct experiment *experiment,
                                double value, struct error *error) {
  struct search_text text = search_text(&experiment->search, value);
  char *values[] = {text.text};
  const struct setting own = {experiment->search.parameter, values, 1};
  struct experiment at = *experiment; /* shares all but its settings */
  at.settings.items = settings_with(&experiment->settings, &own, &at.settings.count);
  if (!at.settings.items)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the cells");
  enum status status = cells_expand(cells, &at, error);
  free(at.settings.items);
  if (status != STATUS_OK)
    return status;
  status = cells_heed(cells, own.parameter, error);
  if (status != STATUS_OK)
    cells_release(cells);
  return status;
}

struct search_name search_name_of(const struct experiment *experiment, const struct cell *cell) {
  size_t parameter = experiment->search.parameter;
  struct search_name made, value;
  snprintf(value.text, sizeof value.text, "-%s=%s", parameters_table()[parameter].name,
           cell->values[parameter]);
  const char *at = strstr(cell->name, value.text);
  size_t before = at ? (size_t)(at - cell->name) : strlen(cell->name);
  snprintf(made.text, sizeof made.text, "%.*s%s", (int)before, cell->name,
           at ? at + strlen(value.text) : "");
  return made;
}
