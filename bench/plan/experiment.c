/* An experiment's memory, and an experiment as JSON. */
#include "bench/plan/experiment.h"

#include <stdlib.h>

#include "bench/plan/experiment_faults.h"
#include "bench/plan/parameters.h"
#include "documents/run_document.h"

void experiment_release(struct experiment *experiment) {
  free(experiment->name);
  free(experiment->title);
  free(experiment->question);
  free(experiment->description);
  free(experiment->source);
  settings_release(&experiment->settings);
  for (size_t i = 0; i < experiment->variant_count; i++) {
    free(experiment->variants[i].name);
    free(experiment->variants[i].base);
    settings_release(&experiment->variants[i].settings);
  }
  free(experiment->variants);
  planned_targets_release(&experiment->targets);
  cell_rules_release(&experiment->only);
  cell_rules_release(&experiment->except);
  search_release(&experiment->search);
  claims_release(&experiment->claims);
  json_decref(experiment->asks);
  json_decref(experiment->expect);
  json_decref(experiment->user_case);
  json_decref(experiment->compare);
  json_decref(experiment->until);
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

static json_t *variants_json(const struct experiment *experiment) {
  json_t *variants = json_array();
  for (size_t i = 0; i < experiment->variant_count; i++) {
    const struct variant *variant = &experiment->variants[i];
    json_t *object = json_object();
    run_put_text(object, RUN_VARIANT_NAME, variant->name);
    run_put(object, RUN_VARIANT_PARAMS, settings_json(&variant->settings));
    if (variant->base)
      run_put_text(object, RUN_VARIANT_BASE, variant->base);
    json_array_append_new(variants, object);
  }
  return variants;
}

json_t *experiment_json(const struct experiment *experiment) {
  json_t *record = json_object();
  run_put_text(record, RUN_EXPERIMENT_NAME, experiment->name);
  run_put_text(record, RUN_EXPERIMENT_TITLE, experiment->title);
  run_put_text(record, RUN_EXPERIMENT_QUESTION, experiment->question);
  run_put_text(record, RUN_EXPERIMENT_DESCRIPTION, experiment->description);
  if (*experiment->source)
    run_put_text(record, RUN_EXPERIMENT_SOURCE, experiment->source);
  run_put_count(record, RUN_EXPERIMENT_REPEATS, (uint64_t)experiment->repeats);
  run_put(record, RUN_EXPERIMENT_TIME_SCALE, json_real(experiment->time_scale));
  run_put(record, RUN_EXPERIMENT_PARAMS, settings_json(&experiment->settings));
  if (experiment->only.count > 0)
    run_put(record, RUN_EXPERIMENT_ONLY, json_incref(experiment->only.array));
  if (experiment->except.count > 0)
    run_put(record, RUN_EXPERIMENT_EXCEPT, json_incref(experiment->except.array));
  if (experiment->search.wanted)
    run_put(record, RUN_EXPERIMENT_SEARCH, search_json(&experiment->search));
  if (experiment->may_lose > 0)
    run_put(record, RUN_EXPERIMENT_MAY_LOSE, json_real(experiment->may_lose));
  if (experiment->asks)
    run_put(record, RUN_EXPERIMENT_ASKS, json_incref(experiment->asks));
  if (experiment->expect)
    run_put(record, RUN_EXPERIMENT_EXPECT, json_incref(experiment->expect));
  if (experiment->user_case)
    run_put(record, RUN_EXPERIMENT_CASE, json_incref(experiment->user_case));
  if (experiment->compare)
    run_put(record, RUN_EXPERIMENT_COMPARE, json_incref(experiment->compare));
  if (experiment->until)
    run_put(record, RUN_EXPERIMENT_UNTIL, json_incref(experiment->until));
  if (experiment->claims.count > 0)
    run_put(record, RUN_CLAIMS, json_incref(experiment->claims.array));
  if (experiment->faults.count > 0)
    run_put(record, RUN_EXPERIMENT_FAULTS, experiment_faults_json(&experiment->faults));
  if (experiment->variant_count > 0)
    run_put(record, RUN_VARIANTS, variants_json(experiment));
  json_t *object = json_incref(run_json(record, RUN_EXPERIMENT));
  json_decref(record);
  return object;
}
