/* Reads searches, and says what is wrong with them. */
#include "bench/plan/search.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/error_context.h"
#include "bench/plan/metrics.h"
#include "bench/plan/parameters.h"
#include "common/suite/options.h"
#include "documents/run_document.h"

/* What a quick run looks for: a rough answer within two doublings. */
static const double QUICK_WITHIN = 0.5, QUICK_ERROR = 0.4, QUICK_RATIO = 4;

#define FIELD(key) .name = #key, .offset = offsetof(struct search_plan, key)

const struct option search_numbers[] = {
    {FIELD(from), .type = OPTION_NUMBER, .minimum = -1e15, .maximum = 1e15, .fallback = "0"},
    {FIELD(to), .type = OPTION_NUMBER, .minimum = -1e15, .maximum = 1e15, .fallback = "0"},
    {FIELD(within), .type = OPTION_NUMBER, .minimum = 0.01, .maximum = 1, .fallback = "0.05"},
    {FIELD(error), .type = OPTION_NUMBER, .minimum = 0.001, .maximum = 0.5, .fallback = "0.05"},
    {.name = NULL},
};

const struct option search_keys[] = {{.name = "vary"},   {.name = "from"},  {.name = "to"},
                                     {.name = "within"}, {.name = "error"}, {.name = "until"},
                                     {.name = NULL}};

static const struct option *key_named(const struct option *table, const char *name) {
  for (; table->name; table++)
    if (strcmp(table->name, name) == 0)
      return table;
  return NULL;
}

/* ---- reading ---- */

static enum status vary_read(struct search_plan *search, const json_t *value, struct error *error) {
  const char *name = json_string_value(value);
  if (!name)
    return error_set(error, STATUS_USAGE, "\"vary\" must name a parameter");
  enum status status = parameter_find(name, &search->parameter, error);
  if (status != STATUS_OK)
    return status;
  enum option_type type = parameters_table()[search->parameter].type;
  if (type == OPTION_INTEGER || type == OPTION_NUMBER)
    return STATUS_OK;
  return error_set(error, STATUS_USAGE, "\"vary\": %s is no number, so it has no largest value",
                   name);
}

static enum status limit_add(struct search_plan *search, const char *path, const json_t *value,
                             struct error *error) {
  struct search_limit *limit = &search->limits[search->limit_count];
  const char *text = json_string_value(value);
  const char *nearest = metric_nearest(path);
  limit->figure = metric_named(path);
  if (limit->figure == FIGURE_NUMBER && nearest)
    return error_set(error, STATUS_USAGE, "unknown figure '%s': did you mean '%s'?", path, nearest);
  if (limit->figure == FIGURE_NUMBER)
    return error_set(error, STATUS_USAGE,
                     "unknown figure '%s': `pushbench figures` lists those there are", path);
  if (!text)
    return error_set(error, STATUS_USAGE, "%s: a limit is a text, as \"<250ms\"", path);
  enum status status = limit_read(&limit->limit, limit->figure, text, error);
  if (status != STATUS_OK)
    return error_at(error, status, path);
  search->limit_count++;
  return STATUS_OK;
}

static enum status until_read(struct search_plan *search, json_t *object, struct error *error) {
  const char *path;
  json_t *value;
  if (json_object_size(object) == 0)
    return error_set(error, STATUS_USAGE,
                     "\"until\" must have limits, as {\"latency_ns.p99\": \"<250ms\"}");
  search->until = json_incref(object);
  search->limits = calloc(json_object_size(object), sizeof *search->limits);
  if (!search->limits)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the limits");
  json_object_foreach(object, path, value) {
    enum status status = limit_add(search, path, value, error);
    if (status != STATUS_OK)
      return error_at(error, status, "until");
  }
  return STATUS_OK;
}

static enum status number_read(struct search_plan *search, const char *name, const json_t *value,
                               struct error *error) {
  char *text = parameter_text(value);
  if (!text)
    return error_set(error, STATUS_USAGE, "%s must be a number", name);
  enum status status = options_set(search_numbers, search, name, text, error);
  free(text);
  return status;
}

static enum status key_read(struct search_plan *search, const char *name, json_t *value,
                            struct error *error) {
  const char *nearest = option_nearest(search_keys, name);
  if (key_named(search_numbers, name))
    return number_read(search, name, value, error);
  if (strcmp(name, "vary") == 0)
    return vary_read(search, value, error);
  if (strcmp(name, "until") == 0)
    return until_read(search, value, error);
  if (nearest)
    return error_set(error, STATUS_USAGE, "unknown key '%s': did you mean '%s'?", name, nearest);
  return error_set(error, STATUS_USAGE,
                   "unknown key '%s': a search has vary, from, to, within, error and until", name);
}

enum status search_read(struct search_plan *search, const json_t *object, const char *place,
                        struct error *error) {
  const char *name;
  json_t *value;
  if (!json_object_get(object, "vary") || !json_object_get(object, "until"))
    return error_set(error, STATUS_USAGE,
                     "%s: a search is {\"vary\": \"clients\", \"until\": {\"latency_ns.p99\": "
                     "\"<250ms\"}}, and may have from, to, within and error",
                     place);
  enum status status = options_defaults(search_numbers, search, error);
  search->from = search->to = NAN;
  search->wanted = true;
  json_object_foreach((json_t *)object, name, value) {
    if (status == STATUS_OK)
      status = key_read(search, name, value, error);
  }
  return status == STATUS_OK ? STATUS_OK : error_at(error, status, place);
}

void search_shorten(struct search_plan *search) {
  search->within = QUICK_WITHIN;
  search->error = QUICK_ERROR;
  search->quick = true;
}

/* ---- its ends ---- */

bool search_is_whole(const struct search_plan *search) {
  return parameters_table()[search->parameter].type == OPTION_INTEGER;
}

struct search_text search_text(const struct search_plan *search, double value) {
  struct search_text made;
  snprintf(made.text, sizeof made.text, search_is_whole(search) ? "%.0f" : "%.10g", value);
  return made;
}

static enum status end_check(const struct search_plan *search, const char *name, double value,
                             struct error *error) {
  char text[32];
  snprintf(text, sizeof text, "%.10g", value);
  enum status status = option_check(&parameters_table()[search->parameter], text, error);
  return status == STATUS_OK ? status : error_at(error, status, name);
}

enum status search_settle(struct search_plan *search, const struct settings *settings,
                          int64_t repeats, struct error *error) {
  const struct option *option = &parameters_table()[search->parameter];
  const struct setting *setting = settings_find(settings, search->parameter);
  if (repeats != 1)
    return error_set(error, STATUS_USAGE,
                     "search: it repeats probes as often as they need: leave out \"repeats\" and "
                     "\"until\" beside it");
  if (setting && setting->count > 1)
    return error_set(error, STATUS_USAGE,
                     "search: it varies %s: give that one value, the lower end, or none",
                     option->name);
  if (isnan(search->from))
    search->from = strtod(setting ? setting->values[0] : option->fallback, NULL);
  if (isnan(search->to))
    search->to = option->maximum;
  if (search->quick)
    search->to = fmin(search->to, QUICK_RATIO * search->from);
  enum status status = end_check(search, "search: from", search->from, error);
  if (status == STATUS_OK)
    status = end_check(search, "search: to", search->to, error);
  if (status == STATUS_OK && !(search->from > 0 && search->from < search->to))
    status = error_set(error, STATUS_USAGE,
                       "search: \"from\" (%g) must be above 0 and below \"to\" (%g)", search->from,
                       search->to);
  return status;
}

json_t *search_json(const struct search_plan *search) {
  json_t *record = json_object();
  run_put_text(record, RUN_EXPERIMENT_SEARCH_VARY, parameters_table()[search->parameter].name);
  if (!isnan(search->from))
    run_put(record, RUN_EXPERIMENT_SEARCH_FROM, json_real(search->from));
  if (!isnan(search->to))
    run_put(record, RUN_EXPERIMENT_SEARCH_TO, json_real(search->to));
  run_put(record, RUN_EXPERIMENT_SEARCH_WITHIN, json_real(search->within));
  run_put(record, RUN_EXPERIMENT_SEARCH_ERROR, json_real(search->error));
  run_put(record, RUN_EXPERIMENT_SEARCH_UNTIL, json_incref(search->until));
  json_t *object = json_incref(run_json(record, RUN_EXPERIMENT_SEARCH));
  json_decref(record);
  return object;
}

void search_release(struct search_plan *search) {
  free(search->limits);
  json_decref(search->until);
  *search = (struct search_plan){0};
}
