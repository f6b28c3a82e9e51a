/* Reads and checks faults. */
#include "bench/plan/experiment_faults.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "bench/base/bounded_text.h"
#include "bench/base/formatting.h"
#include "bench/base/servers.h"
#include "common/base/traits.h"
#include "common/base/whole.h"
#include "common/suite/options.h"
#include "documents/run_document.h"

static const double for_s_fallback = 1;

enum { MESSAGES_MAX = 1000000, FAULT_S_MAX = 86400 };

enum key { KEY_AT_S, KEY_DO, KEY_FOR_S, KEY_SHARE, KEY_MESSAGES };

const struct option experiment_fault_keys[] = {
    [KEY_AT_S] = {.name = "at_s",
                  .type = OPTION_NUMBER,
                  .maximum = FAULT_S_MAX,
                  .help = "when it begins, in seconds of the measured phase"},
    [KEY_DO] = {.name = "do", .type = OPTION_TEXT, .help = "what is done"},
    [KEY_FOR_S] = {.name = "for_s",
                   .type = OPTION_NUMBER,
                   .maximum = FAULT_S_MAX,
                   .help = "how long it lasts"},
    [KEY_SHARE] = {.name = "share",
                   .type = OPTION_NUMBER,
                   .maximum = 1,
                   .help = "share of the users that it concerns"},
    [KEY_MESSAGES] = {.name = "messages",
                      .type = OPTION_INTEGER,
                      .minimum = 1,
                      .maximum = MESSAGES_MAX,
                      .help = "messages of a flood"},
    {.name = NULL},
};

/* The kind with the nearest name; NULL where none is near. */
static const char *kind_nearest(const char *name) {
  struct option names[FAULT_KINDS + 1] = {{.name = NULL}};
  for (int i = 0; i < FAULT_KINDS; i++)
    names[i].name = fault_kinds[i].name;
  return option_nearest(names, name);
}

static enum status keys_check(const json_t *object, const char *place, struct error *error) {
  const char *key;
  json_t *value;
  json_object_foreach((json_t *)object, key, value) {
    bool known = false;
    for (size_t i = 0; experiment_fault_keys[i].name && !known; i++)
      known = strcmp(experiment_fault_keys[i].name, key) == 0;
    const char *nearest = known ? NULL : option_nearest(experiment_fault_keys, key);
    if (!known)
      return error_set(error, STATUS_USAGE,
                       nearest ? "%s: unknown key '%s': did you mean '%s'?"
                               : "%s: unknown key '%s'%s; a fault has at_s, do, for_s, share and "
                                 "messages",
                       place, key, nearest ? nearest : "");
  }
  return STATUS_OK;
}

static enum status kind_read(struct fault *fault, const json_t *object, const char *place,
                             struct error *error) {
  const char *name = json_string_value(json_object_get(object, "do"));
  if (!name)
    return error_set(error, STATUS_USAGE, "%s: \"do\" must name what is done", place);
  int kind = fault_kind_named(name);
  const char *nearest = kind < 0 ? kind_nearest(name) : NULL;
  if (nearest)
    return error_set(error, STATUS_USAGE, "%s: unknown fault '%s': did you mean '%s'?", place, name,
                     nearest);
  if (kind < 0) {
    char names[FAULT_KINDS * FAULT_TEXT_BYTES] = "";
    for (int i = 0; i < FAULT_KINDS; i++)
      bounded_append(names, sizeof names, "%s%s", i > 0 ? ", " : "", fault_kinds[i].name);
    return error_set(error, STATUS_USAGE, "%s: unknown fault '%s'; there are %s", place, name,
                     names);
  }
  fault->kind = (enum fault_kind)kind;
  return STATUS_OK;
}

/* A number of the object. Where it is absent it is the fallback. It is an error where it has no
 * meaning for the kind, or is not above `above` and at most `maximum`. */
struct wanted {
  const char *name;
  bool means; /* it has a meaning for this kind */
  double above, maximum;
  double fallback; /* NAN: it must be given */
};

static enum status number_read(const struct wanted *wanted, const json_t *object, const char *place,
                               double *out, struct error *error) {
  const json_t *value = json_object_get(object, wanted->name);
  const char *kind = json_string_value(json_object_get(object, "do"));
  if (value && !wanted->means)
    return error_set(error, STATUS_USAGE, "%s: %s means nothing for %s", place, wanted->name, kind);
  if (!wanted->means)
    return STATUS_OK;
  if (!value && isnan(wanted->fallback))
    return error_set(error, STATUS_USAGE, "%s: %s needs %s", place, kind, wanted->name);
  double number = value ? json_number_value(value) : wanted->fallback;
  if ((value && !json_is_number(value)) || !(number > wanted->above) || number > wanted->maximum)
    return error_set(error, STATUS_USAGE, "%s: %s must be a number above %g and at most %g", place,
                     wanted->name, wanted->above, wanted->maximum);
  *out = number;
  return STATUS_OK;
}

static enum status fault_read(struct fault *fault, const json_t *object, const char *place,
                              struct error *error) {
  struct fault read = {.share = 1};
  double messages = 0;
  if (!json_is_object(object))
    return error_set(error, STATUS_USAGE,
                     "%s: a fault is {\"at_s\": …, \"do\": \"…\", \"for_s\": …}", place);
  enum status status = keys_check(object, place, error);
  if (status == STATUS_OK)
    status = kind_read(&read, object, place, error);
  if (status != STATUS_OK)
    return status;
  const struct fault_facts *facts = &fault_kinds[read.kind];
  const struct {
    struct wanted wanted;
    double *out;
  } numbers[] = {
      {{"at_s", true, 0, FAULT_S_MAX, NAN}, &read.at_s},
      {{"for_s", facts->lasts, 0, FAULT_S_MAX, for_s_fallback}, &read.for_s},
      {{"share", facts->shared, 0, 1, 1}, &read.share},
      {{"messages", facts->counted, 0, MESSAGES_MAX, NAN}, &messages},
  };
  for (size_t i = 0; status == STATUS_OK && i < sizeof numbers / sizeof *numbers; i++)
    status = number_read(&numbers[i].wanted, object, place, numbers[i].out, error);
  read.messages = whole_of(messages);
  if (status == STATUS_OK)
    *fault = read;
  return status;
}

enum status experiment_faults_read(struct faults *faults, const json_t *array, const char *place,
                                   struct error *error) {
  size_t count = json_array_size(array);
  struct faults read = {.count = count};
  if (!json_is_array(array))
    return error_set(error, STATUS_USAGE, "%s: expected an array of faults", place);
  if (count > FAULTS_MAX)
    return error_set(error, STATUS_USAGE, "%s: %zu faults; at most %d", place, count, FAULTS_MAX);
  for (size_t i = 0; i < count; i++) {
    enum status status = fault_read(&read.items[i], json_array_get(array, i), place, error);
    if (status != STATUS_OK)
      return status;
  }
  *faults = read;
  return STATUS_OK;
}

json_t *experiment_faults_json(const struct faults *faults) {
  json_t *array = json_array();
  for (size_t i = 0; i < faults->count; i++) {
    const struct fault *fault = &faults->items[i];
    const struct fault_facts *facts = &fault_kinds[fault->kind];
    json_t *object = json_object();
    run_put(object, RUN_EXPERIMENT_FAULT_AT, json_real(fault->at_s));
    run_put_text(object, RUN_EXPERIMENT_FAULT_DO, facts->name);
    if (facts->lasts)
      run_put(object, RUN_EXPERIMENT_FAULT_FOR, json_real(fault->for_s));
    if (facts->shared)
      run_put(object, RUN_EXPERIMENT_FAULT_SHARE, json_real(fault->share));
    if (facts->counted)
      run_put_count(object, RUN_EXPERIMENT_FAULT_MESSAGES, fault->messages);
    json_array_append_new(array, object);
  }
  return array;
}

enum status experiment_faults_scale(const struct faults *faults, double time_scale, int transport,
                                    int engine, double duration_s, struct faults *out,
                                    struct error *error) {
  struct faults scaled = *faults;
  for (size_t i = 0; i < scaled.count; i++) {
    struct fault *fault = &scaled.items[i];
    const struct fault_facts *facts = &fault_kinds[fault->kind];
    fault->at_s /= time_scale;
    fault->for_s /= time_scale;
    if (!(facts->applies & applies_of_engine(engine)))
      return error_set(
          error, STATUS_USAGE, "%s %s cannot have the fault %s: %s",
          server_is_foreign(engine) ? "server" : "engine", server_name(engine), facts->name,
          server_is_foreign(engine) ? "only our own server does that when it is told to"
                                    : "users in process have no sockets and no server process");
    if (!(facts->applies & applies_of_transport(transport)))
      return error_set(error, STATUS_USAGE, "%s cannot have the fault %s: %s",
                       transport_name(transport), facts->name, facts->why);
  }
  enum status status = faults_check(&scaled, duration_s, error);
  if (status == STATUS_OK)
    *out = scaled;
  return status;
}
