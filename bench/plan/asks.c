/* Checks what an experiment asks its report to compare. */
#include <string.h>

#include "bench/base/compared_figures.h"
#include "bench/base/error_context.h"
#include "bench/plan/experiment_checks.h"
#include "bench/plan/parameters.h"

static enum status axis_check(const char *name, struct error *error) {
  size_t ignored;
  if (strcmp(name, "variant") == 0)
    return STATUS_OK;
  return parameter_find(name, &ignored, error);
}

static enum status figure_check(const char *name, struct error *error) {
  char known[ERROR_TEXT_BYTES / 2] = "";
  for (const struct compared_figure *figure = compared_figures; figure->what; figure++) {
    if (strcmp(figure_table[figure->id].path, name) == 0)
      return STATUS_OK;
    strncat(known, *known ? ", " : "", sizeof known - strlen(known) - 1);
    strncat(known, figure_table[figure->id].path, sizeof known - strlen(known) - 1);
  }
  return error_set(error, STATUS_USAGE, "'%.60s' is no figure that reports compare: these are %s",
                   name, known);
}

static enum status texts_check(const json_t *array,
                               enum status (*check)(const char *name, struct error *error),
                               const char *place, struct error *error) {
  if (!json_is_array(array) || json_array_size(array) == 0)
    return error_set(error, STATUS_USAGE, "%s: expected an array of names, not an empty one",
                     place);
  for (size_t i = 0; i < json_array_size(array); i++) {
    const char *name = json_string_value(json_array_get(array, i));
    if (!name)
      return error_set(error, STATUS_USAGE, "%s: expected names", place);
    if (check(name, error) != STATUS_OK)
      return error_at(error, STATUS_USAGE, place);
  }
  return STATUS_OK;
}

enum status asks_check(const json_t *object, const char *place, struct error *error) {
  const char *key;
  json_t *value;
  if (!json_is_object(object))
    return error_set(error, STATUS_USAGE, "%s: expected an object with axes or figures", place);
  json_object_foreach((json_t *)object, key, value) {
    struct error_context inner = error_context_in(place, key);
    enum status status = STATUS_OK;
    if (strcmp(key, "axes") == 0)
      status = texts_check(value, axis_check, inner.text, error);
    else if (strcmp(key, "figures") == 0)
      status = texts_check(value, figure_check, inner.text, error);
    else
      status = error_set(error, STATUS_USAGE, "%s: unknown key '%.60s': it has axes and figures",
                         place, key);
    if (status != STATUS_OK)
      return status;
  }
  return STATUS_OK;
}
