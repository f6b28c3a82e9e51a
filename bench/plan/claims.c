/* Reads claims, and says what is wrong with them. */
#include "bench/plan/claims.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/error_context.h"
#include "bench/plan/metrics.h"
#include "bench/plan/parameters.h"
#include "common/suite/options.h"

#define FIELD(name) #name, .offset = offsetof(struct claim, name)

const struct option claim_keys[] = {
    {.name = FIELD(claim), .type = OPTION_TEXT, .fallback = ""},
    {.name = FIELD(source), .type = OPTION_TEXT, .fallback = ""},
    {.name = FIELD(printed), .type = OPTION_TEXT, .fallback = ""},
    {.name = FIELD(corrected), .type = OPTION_TEXT, .fallback = ""},
    {.name = FIELD(figure), .type = OPTION_TEXT, .fallback = ""},
    {.name = FIELD(unit), .type = OPTION_TEXT, .fallback = ""},
    {.name = FIELD(scale),
     .type = OPTION_NUMBER,
     .minimum = -1e18,
     .maximum = 1e18,
     .fallback = "1"},
    {.name = FIELD(users), .type = OPTION_INTEGER, .minimum = 0, .maximum = 1e12, .fallback = "0"},
    {.name = FIELD(time_scale),
     .type = OPTION_CHOICE,
     .choices = "none|multiply|divide",
     .fallback = "none"},
    {.name = FIELD(at_least),
     .type = OPTION_NUMBER,
     .minimum = -1e18,
     .maximum = 1e18,
     .fallback = "0"},
    {.name = FIELD(at_most),
     .type = OPTION_NUMBER,
     .minimum = -1e18,
     .maximum = 1e18,
     .fallback = "0"},
    {.name = FIELD(required), .type = OPTION_SWITCH, .fallback = "off"},
    {.name = NULL},
};

const struct option claim_objects[] = {{.name = "cell"}, {.name = "relative_to"}, {.name = NULL}};

static const struct option *key_named(const struct option *table, const char *name) {
  for (; table->name; table++)
    if (strcmp(table->name, name) == 0)
      return table;
  return NULL;
}

static enum status unknown(const char *what, const char *name, const char *nearest,
                           const char *place, struct error *error) {
  if (nearest)
    return error_set(error, STATUS_USAGE, "%s: unknown %s '%s': did you mean '%s'?", place, what,
                     name, nearest);
  return error_set(error, STATUS_USAGE, "%s: unknown %s '%s'", place, what, name);
}

/* ---- one claim ---- */

static enum status figure_check(const char *figure, const char *place, struct error *error) {
  if (metric_named(figure) != FIGURE_NUMBER)
    return STATUS_OK;
  return unknown("figure", figure, metric_nearest(figure), place, error);
}

static enum status plain_read(struct claim *claim, const struct option *key, const json_t *value,
                              const char *place, struct error *error) {
  if (key->type == OPTION_TEXT) {
    if (!json_is_string(value))
      return error_set(error, STATUS_USAGE, "%s: %s must be a string", place, key->name);
    options_set(claim_keys, claim, key->name, json_string_value(value), NULL);
    return STATUS_OK;
  }
  char *text = parameter_text(value);
  if (!text)
    return error_set(error, STATUS_USAGE, "%s: %s must be a plain value", place, key->name);
  enum status status = options_set(claim_keys, claim, key->name, text, error);
  free(text);
  return status == STATUS_OK ? status : error_at(error, status, place);
}

static enum status key_read(struct claim *claim, const char *name, json_t *value, const char *place,
                            struct error *error) {
  const struct option *key = key_named(claim_keys, name);
  if (key)
    return plain_read(claim, key, value, place, error);
  if (!key_named(claim_objects, name)) {
    const char *nearest = option_nearest(claim_keys, name);
    return unknown("key", name, nearest ? nearest : option_nearest(claim_objects, name), place,
                   error);
  }
  if (!json_is_object(value))
    return error_set(error, STATUS_USAGE, "%s: %s must be an object of parameters", place, name);
  if (strcmp(name, "cell") == 0)
    claim->cell = value;
  else
    claim->relative_to = value;
  return STATUS_OK;
}

static enum status figures_check(const struct claim *claim, const char *place,
                                 struct error *error) {
  const json_t *other = json_object_get(claim->relative_to, "figure");
  if (other && !json_is_string(other))
    return error_set(error, STATUS_USAGE, "%s: figure must be a string", place);
  enum status status = figure_check(claim->figure, place, error);
  if (status == STATUS_OK && other)
    status = figure_check(json_string_value(other), place, error);
  return status;
}

static enum status claim_read(struct claim *claim, json_t *object, const char *place,
                              struct error *error) {
  const char *key;
  json_t *value;
  if (!json_is_object(object))
    return error_set(error, STATUS_USAGE, "%s: expected an object", place);
  options_defaults(claim_keys, claim, NULL);
  claim->at_least = claim->at_most = NAN;
  json_object_foreach(object, key, value) {
    enum status status = key_read(claim, key, value, place, error);
    if (status != STATUS_OK)
      return status;
  }
  if (!*claim->claim || !*claim->figure)
    return error_set(error, STATUS_USAGE,
                     "%s: a claim has at least a \"claim\", what is said, and a \"figure\" that "
                     "answers it",
                     place);
  if (claim->required && isnan(claim->at_least) && isnan(claim->at_most))
    return error_set(error, STATUS_USAGE,
                     "%s: required, but without a condition: \"at_least\" or \"at_most\"", place);
  if (claim->at_least > claim->at_most)
    return error_set(error, STATUS_USAGE, "%s: at_least is above at_most", place);
  return figures_check(claim, place, error);
}

struct error_context claim_context(const char *outer, size_t index) {
  char number[32];
  snprintf(number, sizeof number, "%zu", index + 1);
  return error_context_in(outer, number);
}

enum status claims_read(struct claims *claims, json_t *array, const char *place,
                        struct error *error) {
  size_t count = json_array_size(array);
  struct error reason = {""};
  enum status status = STATUS_OK;
  if (!json_is_array(array))
    return error_set(error, STATUS_USAGE, "%s: expected an array of claims", place);
  struct claims read = {.array = json_incref(array),
                        .items = calloc(count + 1, sizeof(struct claim))};
  if (!read.items)
    status = error_set(&reason, STATUS_ENVIRONMENT, "no memory for the claims");
  for (; status == STATUS_OK && read.count < count; read.count++)
    status = claim_read(&read.items[read.count], json_array_get(array, read.count),
                        claim_context(place, read.count).text, &reason);
  if (status == STATUS_OK) {
    *claims = read;
    return STATUS_OK;
  }
  claims_release(&read);
  return error_set(error, status, "%s", reason.text);
}

void claims_release(struct claims *claims) {
  json_decref(claims->array);
  free(claims->items);
  *claims = (struct claims){0};
}
