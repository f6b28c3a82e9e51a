/* Reads experiments, and reports their errors. */
#include "bench/plan/experiment_read.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/error_context.h"
#include "bench/plan/axis_range.h"
#include "bench/plan/cell_rules.h"
#include "bench/plan/compared.h"
#include "bench/plan/expectations.h"
#include "bench/plan/experiment_checks.h"
#include "bench/plan/experiment_faults.h"
#include "bench/plan/parameters.h"
#include "bench/plan/search.h"
#include "bench/plan/until.h"
#include "bench/plan/user_case.h"
#include "common/suite/options.h"
#include "documents/json_read.h"

enum key {
  KEY_NAME,
  KEY_TITLE,
  KEY_QUESTION,
  KEY_DESCRIPTION,
  KEY_SOURCE,
  KEY_REPEATS,
  KEY_TIME_SCALE,
  KEY_PARAMS,
  KEY_VARIANTS,
  KEY_CLAIMS,
  KEY_FAULTS,
  KEY_MAY_LOSE,
  KEY_ASKS,
  KEY_ONLY,
  KEY_EXCEPT,
  KEY_EXPECT,
  KEY_CASE,
  KEY_COMPARE,
  KEY_UNTIL,
  KEY_SEARCH,
  KEY_SCHEMA,
  KEYS
};

#define FIELD(key) #key, .offset = offsetof(struct experiment, key)
const struct option experiment_keys[] = {
    [KEY_NAME] = {.name = FIELD(name), .type = OPTION_TEXT, .help = "names the run's folder"},
    [KEY_TITLE] = {.name = FIELD(title), .type = OPTION_TEXT, .help = "title of the report"},
    [KEY_QUESTION] = {.name = FIELD(question),
                      .type = OPTION_TEXT,
                      .help = "what somebody wants to know"},
    [KEY_DESCRIPTION] = {.name = FIELD(description),
                         .type = OPTION_TEXT,
                         .help = "how it is measured; {clients} stands for a parameter's value"},
    [KEY_SOURCE] = {.name = FIELD(source),
                    .type = OPTION_TEXT,
                    .help = "where its settings or its question come from"},
    [KEY_REPEATS] = {.name = FIELD(repeats),
                     .type = OPTION_INTEGER,
                     .minimum = 1,
                     .maximum = 1000,
                     .help = "how often each cell is run"},
    [KEY_TIME_SCALE] = {.name = FIELD(time_scale),
                        .type = OPTION_NUMBER,
                        .minimum = 1,
                        .maximum = 1e4,
                        .help = "divides times and multiplies rates"},
    [KEY_PARAMS] = {.name = "params",
                    .type = OPTION_TEXT,
                    .help = "parameters; an array or a range is an axis"},
    [KEY_VARIANTS] = {.name = "variants",
                      .type = OPTION_TEXT,
                      .help = "one more axis: named sets of parameters"},
    [KEY_CLAIMS] = {.name = "claims",
                    .type = OPTION_TEXT,
                    .help = "statements of others, each with the figure that answers it"},
    [KEY_FAULTS] = {.name = "faults", .type = OPTION_TEXT, .help = "faults in each cell"},
    [KEY_MAY_LOSE] = {.name = FIELD(may_lose),
                      .type = OPTION_NUMBER,
                      .minimum = 0,
                      .maximum = 1,
                      .help = "share of the deliveries that a cell may lose without being invalid"},
    [KEY_ASKS] = {.name = "asks", .type = OPTION_TEXT, .help = "what the report compares"},
    [KEY_ONLY] = {.name = "only", .type = OPTION_TEXT, .help = "rules: cells that are run"},
    [KEY_EXCEPT] = {.name = "except", .type = OPTION_TEXT, .help = "rules: cells that are not run"},
    [KEY_EXPECT] = {.name = "expect",
                    .type = OPTION_TEXT,
                    .help = "limits of figures, by selector"},
    [KEY_CASE] = {.name = "case",
                  .type = OPTION_TEXT,
                  .help = "a user's case, for which the report chooses a transport"},
    [KEY_COMPARE] = {.name = "compare",
                     .type = OPTION_TEXT,
                     .help = "figures that a run of two builds compares, as selectors"},
    [KEY_UNTIL] = {.name = "until",
                   .type = OPTION_TEXT,
                   .help = "how far the intervals of figures may reach from their medians"},
    [KEY_SEARCH] = {.name = "search",
                    .type = OPTION_TEXT,
                    .help = "the greatest value of a parameter at which limits hold"},
    [KEY_SCHEMA] = {.name = "$schema",
                    .type = OPTION_TEXT,
                    .help = "docs/schema/experiment.json, for editors; nothing else heeds it"},
    [KEYS] = {.name = NULL},
};

/* The keys whose value is kept as JSON once it is checked. */
struct kept_key {
  size_t offset;
  enum status (*check)(const json_t *value, const char *place, struct error *error);
};

static const struct kept_key kept[KEYS] = {
    [KEY_ASKS] = {offsetof(struct experiment, asks), asks_check},
    [KEY_EXPECT] = {offsetof(struct experiment, expect), expectations_check},
    [KEY_CASE] = {offsetof(struct experiment, user_case), user_case_judge},
    [KEY_COMPARE] = {offsetof(struct experiment, compare), compared_check},
    [KEY_UNTIL] = {offsetof(struct experiment, until), until_check},
};

static enum status kept_read(struct experiment *experiment, const struct kept_key *key,
                             json_t *value, const char *place, struct error *error) {
  json_t **member = (json_t **)(void *)((char *)experiment + key->offset);
  *member = json_incref(value);
  return key->check(value, place, error);
}

static enum status no_memory(struct error *error) {
  error_set(error, STATUS_ENVIRONMENT, "no memory for the experiment");
  return STATUS_ENVIRONMENT;
}

/* ---- settings ---- */

static enum status value_add(struct setting *setting, const json_t *value, const char *place,
                             struct error *error) {
  const struct option *option = &parameters_table()[setting->parameter];
  char *text = parameter_text(value);
  if (!text)
    return error_set(error, STATUS_USAGE,
                     "%s: %s must be a number, a boolean, a string or an array", place,
                     option->name);
  enum status status = option_check(option, text, error);
  char *canonical = status == STATUS_OK ? parameter_canonical(setting->parameter, text) : NULL;
  free(text);
  if (status != STATUS_OK)
    return error_at(error, status, place);
  if (!canonical)
    return no_memory(error);
  setting->values[setting->count++] = canonical;
  for (size_t i = 0; i + 1 < setting->count; i++)
    if (strcmp(setting->values[i], canonical) == 0)
      return error_set(error, STATUS_USAGE, "%s: %s has the value '%s' twice", place, option->name,
                       canonical);
  return STATUS_OK;
}

/* The values as an array, of a single one too: a new reference. */
static enum status values_of(json_t **values, size_t parameter, json_t *value, const char *place,
                             struct error *error) {
  if (json_is_object(value))
    return axis_range_values(&parameters_table()[parameter], value, place, values, error);
  *values = json_is_array(value) ? json_incref(value) : json_pack("[O]", value);
  return STATUS_OK;
}

static enum status values_read(struct setting *setting, const json_t *values, const char *place,
                               struct error *error) {
  size_t count = json_array_size(values);
  if (values && count == 0)
    return error_set(error, STATUS_USAGE, "%s: %s is an empty array: nothing would be run", place,
                     parameters_table()[setting->parameter].name);
  setting->values = calloc(count + 1, sizeof *setting->values);
  if (!values || !setting->values)
    return no_memory(error);
  enum status status = STATUS_OK;
  for (size_t i = 0; status == STATUS_OK && i < count; i++)
    status = value_add(setting, json_array_get(values, i), place, error);
  return status;
}

static enum status setting_read(struct settings *settings, const char *key, json_t *value,
                                const char *place, struct error *error) {
  struct setting setting = {0};
  json_t *values = NULL;
  if (parameter_find(key, &setting.parameter, error) != STATUS_OK)
    return error_at(error, STATUS_USAGE, place);
  enum status status = values_of(&values, setting.parameter, value, place, error);
  if (status == STATUS_OK)
    status = values_read(&setting, values, place, error);
  json_decref(values);
  if (status == STATUS_OK)
    return settings_put(settings, &setting, error);
  setting_release(&setting);
  return status;
}

static enum status settings_read(struct settings *settings, json_t *object, const char *place,
                                 struct error *error) {
  const char *key;
  json_t *value;
  if (!json_is_object(object))
    return error_set(error, STATUS_USAGE, "%s: expected an object of parameters", place);
  json_object_foreach(object, key, value) {
    enum status status = setting_read(settings, key, value, place, error);
    if (status != STATUS_OK)
      return status;
  }
  return STATUS_OK;
}

/* ---- the rest of the file ---- */

static bool name_is_safe(const char *name) {
  static const char safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";
  size_t length = strlen(name);
  return length > 0 && length <= 64 && name[0] != '.' && strspn(name, safe) == length;
}

static enum status name_check(const char *name, const char *place, struct error *error) {
  if (name_is_safe(name))
    return STATUS_OK;
  return error_set(error, STATUS_USAGE,
                   "%s: the name '%s' becomes part of file names: 1 to 64 letters, digits, '_', "
                   "'-' or '.', not starting with '.'",
                   place, name);
}

static enum status variant_read(struct variant *variant, const json_t *object, const char *outer,
                                struct error *error) {
  const char *name = json_string_value(json_object_get(object, "name"));
  json_t *params = json_object_get(object, "params");
  size_t keys_known = json_object_get(object, "base") ? 3 : 2;
  if (!name || !params || json_object_size(object) != keys_known) {
    error_set(error, STATUS_USAGE,
              "%s: a variant is {\"name\": \"…\", \"params\": {…}}, and may have a \"base\"",
              outer);
    return STATUS_USAGE;
  }
  enum status status = name_check(name, outer, error);
  if (status != STATUS_OK)
    return status;
  struct error_context place = error_context_in(outer, name);
  variant->name = strdup(name);
  if (!variant->name)
    return no_memory(error);
  status = settings_read(&variant->settings, params, place.text, error);
  for (size_t i = 0; status == STATUS_OK && i < variant->settings.count; i++)
    if (variant->settings.items[i].count != 1)
      status = error_set(error, STATUS_USAGE, "%s: a variant has one value for each parameter",
                         place.text);
  return status;
}

/* A base must be a variant that stands before. */
static enum status base_read(struct experiment *experiment, size_t index, const json_t *value,
                             const char *place, struct error *error) {
  const char *base = json_string_value(value);
  struct variant *variant = &experiment->variants[index];
  for (size_t i = 0; base && i < index; i++)
    if (strcmp(experiment->variants[i].name, base) == 0) {
      variant->base = strdup(base);
      return variant->base ? STATUS_OK : no_memory(error);
    }
  return value ? error_set(error, STATUS_USAGE,
                           "%s: %s: its base must be the name of a variant that stands before it",
                           place, variant->name)
               : STATUS_OK;
}

static enum status variants_read(struct experiment *experiment, const json_t *array,
                                 const char *outer, struct error *error) {
  struct error_context place = error_context_in(outer, "variants");
  size_t count = json_array_size(array);
  if (!json_is_array(array) || count == 0)
    return error_set(error, STATUS_USAGE, "%s: expected an array of variants, not an empty one",
                     place.text);
  experiment->variants = calloc(count, sizeof *experiment->variants);
  if (!experiment->variants)
    return no_memory(error);
  for (size_t i = 0; i < count; i++) {
    experiment->variant_count = i + 1;
    enum status status =
        variant_read(&experiment->variants[i], json_array_get(array, i), place.text, error);
    if (status == STATUS_OK)
      status = base_read(experiment, i, json_object_get(json_array_get(array, i), "base"),
                         place.text, error);
    if (status != STATUS_OK)
      return status;
    for (size_t j = 0; j < i; j++)
      if (strcmp(experiment->variants[j].name, experiment->variants[i].name) == 0)
        return error_set(error, STATUS_USAGE, "%s: two are named '%s'", place.text,
                         experiment->variants[i].name);
  }
  return STATUS_OK;
}

static enum status text_read(char **out, const char *text, struct error *error) {
  char *copy = strdup(text);
  if (!copy)
    return no_memory(error);
  free(*out);
  *out = copy;
  return STATUS_OK;
}

/* A key of the outermost object with a plain value. */
static enum status scalar_read(struct experiment *experiment, enum key key, const char *text,
                               const char *place, struct error *error) {
  if (option_check(&experiment_keys[key], text, error) != STATUS_OK)
    return error_at(error, STATUS_USAGE, place);
  if (key == KEY_NAME && name_check(text, place, error) != STATUS_OK)
    return STATUS_USAGE;
  if (experiment_keys[key].type == OPTION_TEXT)
    return text_read((char **)(void *)((char *)experiment + experiment_keys[key].offset), text,
                     error);
  return options_set(experiment_keys, experiment, experiment_keys[key].name, text, error);
}

static int key_named(const char *name) {
  for (int i = 0; experiment_keys[i].name; i++)
    if (strcmp(experiment_keys[i].name, name) == 0)
      return i;
  return -1;
}

static enum status key_refuse(const char *name, const char *path, struct error *error) {
  size_t ignored;
  const char *nearest = option_nearest(experiment_keys, name);
  if (parameter_find(name, &ignored, NULL) == STATUS_OK)
    return error_set(error, STATUS_USAGE, "%s: '%s' is a parameter: it belongs in \"params\"", path,
                     name);
  return error_set(error, STATUS_USAGE,
                   nearest ? "%s: unknown key '%s': did you mean '%s'?" : "%s: unknown key '%s'%s",
                   path, name, nearest ? nearest : "");
}

static enum status key_read(struct experiment *experiment, const char *name, json_t *value,
                            const char *path, struct error *error) {
  int key = key_named(name);
  if (key < 0)
    return key_refuse(name, path, error);
  if (key == KEY_VARIANTS)
    return variants_read(experiment, value, path, error);
  if (key == KEY_PARAMS)
    return settings_read(&experiment->settings, value, error_context_in(path, name).text, error);
  if (key == KEY_CLAIMS)
    return claims_read(&experiment->claims, value, error_context_in(path, name).text, error);
  if (kept[key].check)
    return kept_read(experiment, &kept[key], value, error_context_in(path, name).text, error);
  if (key == KEY_ONLY || key == KEY_EXCEPT)
    return cell_rules_read(key == KEY_ONLY ? &experiment->only : &experiment->except, value,
                           error_context_in(path, name).text, error);
  if (key == KEY_SEARCH)
    return search_read(&experiment->search, value, error_context_in(path, name).text, error);
  if (key == KEY_FAULTS)
    return experiment_faults_read(&experiment->faults, value, error_context_in(path, name).text,
                                  error);
  if (experiment_keys[key].type == OPTION_TEXT && !json_is_string(value))
    return error_set(error, STATUS_USAGE, "%s: %s must be a string", path, name);
  if (key == KEY_SCHEMA)
    return STATUS_OK;
  char *text = parameter_text(value);
  if (!text)
    return error_set(error, STATUS_USAGE, "%s: %s must be a plain value", path, name);
  enum status status = scalar_read(experiment, (enum key)key, text, path, error);
  free(text);
  return status;
}

/* Without a name, "experiments/default.json" is named "default". */
static char *name_of_file(const char *path) {
  const char *slash = strrchr(path, '/');
  const char *base = slash ? slash + 1 : path;
  size_t length = strlen(base);
  if (length > 5 && strcmp(base + length - 5, ".json") == 0)
    length -= 5;
  return strndup(base, length);
}

enum status experiment_read(struct experiment *experiment, json_t *document, const char *path,
                            struct error *error) {
  struct experiment read = {.repeats = 0, .time_scale = 1};
  struct error reason = {""}; /* error_at needs the text, also where the caller takes none */
  enum status status = STATUS_OK;
  read.name = name_of_file(path);
  read.title = strdup("");
  read.question = strdup("");
  read.description = strdup("");
  read.source = strdup("");
  if (!read.name || !read.title || !read.question || !read.description || !read.source)
    status = no_memory(&reason);
  else if (!json_is_object(document))
    status = error_set(&reason, STATUS_USAGE, "%s: expected a JSON object", path);
  const char *key;
  json_t *value;
  json_object_foreach(document, key, value) {
    if (status == STATUS_OK)
      status = key_read(&read, key, value, path, &reason);
  }
  if (read.repeats == 0)
    read.repeats = read.until ? UNTIL_REPEATS : 1;
  if (status == STATUS_OK)
    status = name_check(read.name, path, &reason);
  if (status == STATUS_OK) {
    *experiment = read;
    return STATUS_OK;
  }
  experiment_release(&read);
  return error_set(error, status, "%s", reason.text);
}

/* Whether the experiment has the cells that its claims and rules are about. */
static enum status cells_named_check(const struct experiment *experiment, const char *path,
                                     struct error *error) {
  struct error_context claims = error_context_in(path, "claims");
  struct error_context only = error_context_in(path, "only");
  struct error_context except = error_context_in(path, "except");
  enum status status = claims_check(&experiment->claims, experiment, claims.text, error);
  if (status == STATUS_OK)
    status = rules_check(&experiment->only, experiment, only.text, error);
  if (status == STATUS_OK)
    status = rules_check(&experiment->except, experiment, except.text, error);
  return status;
}

enum status experiment_load(struct experiment *experiment, const char *path, struct error *error) {
  json_error_t fault;
  json_t *document = json_read_file(path, JSON_REJECT_DUPLICATES, &fault);
  if (!document) {
    if (fault.line <= 0)
      return error_set(error, STATUS_USAGE, "%s", fault.text);
    return error_set(error, STATUS_USAGE, "%s:%d:%d: %s", path, fault.line, fault.column,
                     fault.text);
  }
  struct experiment read = {0};
  struct error reason = {""};
  enum status status = experiment_read(&read, document, path, &reason);
  json_decref(document);
  if (status == STATUS_OK)
    status = cells_named_check(&read, path, &reason);
  if (status == STATUS_OK) {
    *experiment = read;
    return STATUS_OK;
  }
  experiment_release(&read);
  return error_set(error, status, "%s", reason.text);
}

/* ---- --set ---- */

/* "[1,2]" and a range, "{…}", as JSON, "1,2" as an array of texts, anything else as one text. */
static json_t *set_value(const char *text) {
  if (*text == '[' || *text == '{')
    return json_read_text(text, strlen(text), 0, NULL);
  if (!strchr(text, ','))
    return json_string(text);
  json_t *array = json_array();
  for (const char *at = text; array; at++) {
    size_t span = strcspn(at, ",");
    json_array_append_new(array, json_stringn(at, span));
    at += span;
    if (!*at)
      break;
  }
  return array;
}

enum status experiment_set(struct experiment *experiment, const char *text, struct error *error) {
  struct error reason = {""};
  const char *equals = strchr(text, '=');
  if (!equals || equals == text)
    return error_set(error, STATUS_USAGE, "--set %s: expected key=value", text);
  char *key = strndup(text, (size_t)(equals - text));
  json_t *value = set_value(equals + 1);
  enum status status;
  if (!key)
    status = no_memory(&reason);
  else if (!value)
    status = error_set(&reason, STATUS_USAGE, "--set %s: that is neither a JSON array nor a range",
                       text);
  else if (key_named(key) == KEY_REPEATS || key_named(key) == KEY_TIME_SCALE)
    status = scalar_read(experiment, (enum key)key_named(key), equals + 1, "--set", &reason);
  else
    status = setting_read(&experiment->settings, key, value, "--set", &reason);
  json_decref(value);
  free(key);
  return status == STATUS_OK ? STATUS_OK : error_set(error, status, "%s", reason.text);
}
