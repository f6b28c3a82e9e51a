/* An experiment's memory, and an experiment as JSON. */
#include "bench/plan/experiment.h"

#include <stdlib.h>

#include "bench/plan/experiment_faults.h"
#include "bench/plan/parameters.h"

void setting_release(struct setting *setting) {
  for (size_t i = 0; i < setting->count; i++)
    free(setting->values[i]);
  free(setting->values);
}

static void settings_release(struct settings *settings) {
  for (size_t i = 0; i < settings->count; i++)
    setting_release(&settings->items[i]);
  free(settings->items);
}

void experiment_release(struct experiment *experiment) {
  free(experiment->name);
  free(experiment->title);
  free(experiment->question);
  free(experiment->description);
  settings_release(&experiment->settings);
  for (size_t i = 0; i < experiment->variant_count; i++) {
    free(experiment->variants[i].name);
    free(experiment->variants[i].base);
    settings_release(&experiment->variants[i].settings);
  }
  free(experiment->variants);
  claims_release(&experiment->claims);
  json_decref(experiment->asks);
  *experiment = (struct experiment){0};
}

static json_t *settings_json(const struct settings *settings) {
  json_t *object = json_object();
  for (size_t i = 0; i < settings->count; i++) {
    const struct setting *setting = &settings->items[i];
    const char *name = parameters_table()[setting->parameter].name;
    if (setting->count == 1) {
      json_object_set_new(object, name, parameter_json(setting->parameter, setting->values[0]));
      continue;
    }
    json_t *array = json_array();
    for (size_t j = 0; j < setting->count; j++)
      json_array_append_new(array, parameter_json(setting->parameter, setting->values[j]));
    json_object_set_new(object, name, array);
  }
  return object;
}

json_t *experiment_json(const struct experiment *experiment) {
  json_t *object =
      json_pack("{s:s, s:s, s:s, s:s, s:I, s:f, s:o}", "name", experiment->name, "title",
                experiment->title, "question", experiment->question, "description",
                experiment->description, "repeats", (json_int_t)experiment->repeats, "time_scale",
                experiment->time_scale, "params", settings_json(&experiment->settings));
  if (object && experiment->may_lose > 0)
    json_object_set_new(object, "may_lose", json_real(experiment->may_lose));
  if (object && experiment->asks)
    json_object_set(object, "asks", experiment->asks);
  if (object && experiment->claims.count > 0)
    json_object_set(object, "claims", experiment->claims.array);
  if (object && experiment->faults.count > 0)
    json_object_set_new(object, "faults", experiment_faults_json(&experiment->faults));
  if (!object || experiment->variant_count == 0)
    return object;
  json_t *variants = json_array();
  for (size_t i = 0; i < experiment->variant_count; i++) {
    const struct variant *variant = &experiment->variants[i];
    json_array_append_new(variants,
                          json_pack("{s:s, s:o, s:s*}", "name", variant->name, "params",
                                    settings_json(&variant->settings), "base", variant->base));
  }
  json_object_set_new(object, "variants", variants);
  return object;
}
