/* Whether an experiment has the cells that its claims are about. */
#include <stdbool.h>
#include <string.h>

#include "bench/plan/experiment_checks.h"

/* `figure`: whether the cell may also name a figure. */
static enum status cell_check(const struct experiment *experiment, const json_t *cell, bool figure,
                              const char *place, struct error *error) {
  const char *key;
  json_t *value;
  json_object_foreach((json_t *)cell, key, value) {
    enum status status = STATUS_OK;
    if (!figure || strcmp(key, "figure") != 0)
      status = experiment_value_check(experiment, key, value, place, error);
    if (status != STATUS_OK)
      return status;
  }
  return STATUS_OK;
}

enum status claims_check(const struct claims *claims, const struct experiment *experiment,
                         const char *place, struct error *error) {
  for (size_t i = 0; i < claims->count; i++) {
    struct error_context at = claim_context(place, i);
    enum status status = cell_check(experiment, claims->items[i].cell, false, at.text, error);
    if (status == STATUS_OK)
      status = cell_check(experiment, claims->items[i].relative_to, true, at.text, error);
    if (status != STATUS_OK)
      return status;
  }
  return STATUS_OK;
}
