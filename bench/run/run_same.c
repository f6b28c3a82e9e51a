/* Checks that a run is resumed by the same build, on the same machine, with the same experiment. */
#include "bench/base/json_difference.h"
#include "bench/measure/versions.h"
#include "bench/run/run_record.h"
#include "bench/run/run_state.h"
#include "documents/run_document.h"

static enum status part_check(const struct run *run, const char *part, const json_t *was,
                              const json_t *now, const char *advice, struct error *error) {
  struct json_difference difference;
  if (!json_differ(was, now, &difference))
    return STATUS_OK;
  return error_set(error, STATUS_USAGE, "%.150s: another %s than the run's: %s: %s",
                   run->folder.found.text, part, difference.text, advice);
}

static enum status experiment_check(const struct run *run, struct error *error) {
  json_t *now = experiment_json(&run->plan.experiment);
  enum status status =
      part_check(run, "experiment", run_json(run->record, RUN_EXPERIMENT), now,
                 "a run is resumed as it was begun; --resume without an experiment does so", error);
  json_decref(now);
  return status;
}

static const char apart[] = "its figures would be of both; begin a new run";

static enum status build_check(const struct run *run, struct error *error) {
  const struct run_request *request = run->request;
  json_t *now = versions_json(request->server_program, request->client_program, &request->build);
  enum status status =
      part_check(run, "build", run_json(run->record, RUN_VERSIONS), now, apart, error);
  json_decref(now);
  return status;
}

static enum status other_check(const struct run *run, struct error *error) {
  json_t *now = builds_are_two(run) ? other_build_json(&run->other) : json_null();
  enum status status = part_check(run, "build beside this one", run_json(run->record, RUN_VERSUS),
                                  now, apart, error);
  json_decref(now);
  return status;
}

static enum status targets_check(const struct run *run, struct error *error) {
  const struct planned_targets *targets = &run->plan.experiment.targets;
  json_t *now = targets->count > 0 ? planned_targets_json(targets) : json_null();
  json_t *was = run_json(run->record, RUN_TARGETS); /* missing from runs before there were any */
  enum status status = part_check(run, "target file", was ? was : json_null(), now, apart, error);
  json_decref(now);
  return status;
}

static enum status machine_check(const struct run *run, struct error *error) {
  json_t *was = json_deep_copy(run_json(run->record, RUN_MACHINE));
  json_t *now = json_deep_copy(run->machine);
  machine_trim(was);
  machine_trim(now);
  enum status status = part_check(run, "machine", was, now, apart, error);
  json_decref(was);
  json_decref(now);
  return status;
}

/* The members of `cell` that `bare` has, without the results that were added since. */
static json_t *cell_bare(const json_t *cell, const json_t *bare) {
  json_t *object = json_object();
  const char *name;
  json_t *value;
  json_object_foreach((json_t *)bare, name, value) {
    json_object_set(object, name, json_object_get(cell, name));
  }
  return object;
}

static enum status cells_check(const struct run *run, struct error *error) {
  const json_t *recorded = run_json(run->record, RUN_CELLS);
  json_t *was = json_array(), *now = run_cells_json(&run->plan.cells);
  for (size_t i = 0; i < json_array_size(recorded); i++)
    json_array_append_new(was, cell_bare(json_array_get(recorded, i), json_array_get(now, i)));
  enum status status =
      part_check(run, "list of cells", was, now, "something else changed its run.json", error);
  json_decref(was);
  json_decref(now);
  return status;
}

enum status same_check(const struct run *run, struct error *error) {
  static enum status (*const checks[])(const struct run *run, struct error *error) = {
      experiment_check, build_check, other_check, targets_check, machine_check, cells_check};
  enum status status = STATUS_OK;
  for (size_t i = 0; status == STATUS_OK && i < sizeof checks / sizeof *checks; i++)
    status = checks[i](run, error);
  return status;
}
