/* Computes the values of ranges. */
#include "bench/plan/axis_range.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/error_context.h"
#include "bench/plan/parameters.h"
#include "common/base/whole.h"

enum { STEPS_MAX = 1000 };

/* Positions in the choices of the scale. */
enum scale { SCALE_LINEAR, SCALE_LOG };

struct axis_range {
  double from, to;
  int64_t steps;
  int scale; /* enum scale */
};

#define FIELD(key) .name = #key, .offset = offsetof(struct axis_range, key)

const struct option axis_range_keys[] = {
    {FIELD(from), .type = OPTION_NUMBER, .minimum = -1e15, .maximum = 1e15, .fallback = "0"},
    {FIELD(to), .type = OPTION_NUMBER, .minimum = -1e15, .maximum = 1e15, .fallback = "0"},
    {FIELD(steps), .type = OPTION_INTEGER, .minimum = 2, .maximum = STEPS_MAX, .fallback = "2"},
    {FIELD(scale), .type = OPTION_CHOICE, .choices = "linear|log", .fallback = "linear"},
    {.name = NULL},
};

static bool key_is_known(const char *name) {
  for (const struct option *key = axis_range_keys; key->name; key++)
    if (strcmp(key->name, name) == 0)
      return true;
  return false;
}

static enum status key_read(struct axis_range *range, const char *name, const json_t *value,
                            struct error *error) {
  const char *nearest = option_nearest(axis_range_keys, name);
  if (!key_is_known(name) && nearest)
    return error_set(error, STATUS_USAGE, "unknown key '%s': did you mean '%s'?", name, nearest);
  if (!key_is_known(name))
    return error_set(error, STATUS_USAGE, "unknown key '%s': a range has from, to, steps and scale",
                     name);
  char *text = parameter_text(value);
  if (!text)
    return error_set(error, STATUS_USAGE, "%s must be a plain value", name);
  enum status status = options_set(axis_range_keys, range, name, text, error);
  free(text);
  return status;
}

static enum status range_read(struct axis_range *range, const json_t *object, struct error *error) {
  static const char *const needed[] = {"from", "to", "steps"};
  const char *name;
  json_t *value;
  enum status status = options_defaults(axis_range_keys, range, error);
  json_object_foreach((json_t *)object, name, value) {
    if (status == STATUS_OK)
      status = key_read(range, name, value, error);
  }
  for (size_t i = 0; status == STATUS_OK && i < sizeof needed / sizeof *needed; i++)
    if (!json_object_get(object, needed[i]))
      status = error_set(error, STATUS_USAGE, "a range needs \"%s\"", needed[i]);
  return status;
}

static enum status range_check(const struct axis_range *range, struct error *error) {
  if (range->from >= range->to)
    return error_set(error, STATUS_USAGE, "\"from\" must be below \"to\"");
  if (range->scale == SCALE_LOG && range->from <= 0)
    return error_set(error, STATUS_USAGE,
                     "\"from\" must be above 0 on the scale \"log\": steps are equal ratios");
  return STATUS_OK;
}

static double four_digits(double number) {
  char text[32];
  snprintf(text, sizeof text, "%.3e", number);
  return strtod(text, NULL);
}

static double value_at(const struct axis_range *range, int64_t step, bool whole) {
  double part = (double)step / (double)(range->steps - 1);
  if (step == 0)
    return range->from;
  if (step == range->steps - 1)
    return range->to;
  double value = range->scale == SCALE_LOG ? range->from * pow(range->to / range->from, part)
                                           : range->from + part * (range->to - range->from);
  return whole ? round(value) : four_digits(value);
}

/* Appends the values; STATUS_USAGE where two are equal. An end that is not whole is left as it is:
 * the check of the parameter's values refuses it. */
static enum status values_append(json_t *values, const struct axis_range *range, bool whole,
                                 struct error *error) {
  double before = -INFINITY;
  for (int64_t i = 0; i < range->steps; i++) {
    double value = value_at(range, i, whole);
    bool fits = whole && floor(value) == value;
    if (value <= before)
      return error_set(
          error, STATUS_USAGE, "%lld steps from %g to %g are not all different%s: use fewer",
          (long long)range->steps, range->from, range->to, whole ? " whole numbers" : "");
    json_array_append_new(values, fits ? json_integer((json_int_t)whole_signed_of(value))
                                       : json_real(value));
    before = value;
  }
  return STATUS_OK;
}

enum status axis_range_values(const struct option *option, const json_t *range, const char *place,
                              json_t **values, struct error *error) {
  struct axis_range read = {.steps = 0};
  struct error_context at = error_context_in(place, option->name);
  enum status status = STATUS_OK;
  if (option->type != OPTION_INTEGER && option->type != OPTION_NUMBER)
    status = error_set(error, STATUS_USAGE, "it is no number: list its values in an array");
  if (status == STATUS_OK)
    status = range_read(&read, range, error);
  if (status == STATUS_OK)
    status = range_check(&read, error);
  json_t *made = status == STATUS_OK ? json_array() : NULL;
  if (made)
    status = values_append(made, &read, option->type == OPTION_INTEGER, error);
  if (status == STATUS_OK) {
    *values = made;
    return STATUS_OK;
  }
  json_decref(made);
  return error_at(error, status, at.text);
}
