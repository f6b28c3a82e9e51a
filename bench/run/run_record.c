/* Makes run.json as it is when the run begins. */
#include "bench/run/run_record.h"

#include "bench/base/folder.h"
#include "bench/base/servers.h"
#include "bench/measure/versions.h"
#include "bench/results/document.h"
#include "bench/results/record.h"
#include "common/base/whole.h"
#include "documents/figures.h"
#include "documents/run_document.h"

json_t *run_cells_json(const struct cells *cells) {
  json_t *array = json_array();
  for (size_t i = 0; i < cells->count; i++) {
    const struct cell *cell = &cells->items[i];
    json_t *object = json_object();
    figure_put_text(object, FIGURE_CELL, cell->name);
    figure_put_text(object, FIGURE_ENGINE, server_name(cell->engine));
    figure_put_text(object, FIGURE_TRANSPORT, cell_value(cell, "transport"));
    figure_put_text(object, FIGURE_VARIANT, cell->variant);
    figure_put(object, FIGURE_PARAMS, cell_params_json(cell));
    figure_put(object, FIGURE_VARIED, cell_varied_json(cell));
    json_array_append_new(array, object);
  }
  return array;
}

static json_t *texts_json(const char *const *texts, size_t count) {
  json_t *array = json_array();
  for (size_t i = 0; i < count; i++)
    json_array_append_new(array, json_string(texts[i]));
  return array;
}

static json_t *targets_json(const struct planned_targets *targets) {
  return targets->count > 0 ? planned_targets_json(targets) : json_null();
}

json_t *run_record_json(const struct run_start *start) {
  const struct run_request *request = start->request;
  const struct experiment *experiment = &start->plan->experiment;
  const struct cells *cells = &start->plan->cells;
  char started[TIME_TEXT_BYTES];
  json_t *record = json_object();
  time_text(start->wall_ns, false, started, sizeof started);
  run_put_count(record, RUN_LAYOUT, RUN_SCHEMA);
  run_put(record, RUN_EXPERIMENT, experiment_json(experiment));
  run_put_text(record, RUN_COMMAND, request->command);
  run_put(record, RUN_CHANGED, texts_json(request->sets, request->set_count));
  run_put(record, RUN_QUICK, json_boolean(request->quick));
  limits_put(record, &request->limits);
  run_put_text(record, RUN_STARTED, started);
  run_put_text(record, RUN_ENDED, NULL);
  run_put_text(record, RUN_OUTCOME, RECORD_RUNNING);
  run_put(record, RUN_INTERRUPTED, json_false());
  run_put_count(record, RUN_EXECUTIONS_PLANNED, start->executions);
  run_put_count(record, RUN_EXECUTIONS_DONE, 0);
  run_put(record, RUN_SEED, json_integer(whole_signed_of(cell_number(&cells->items[0], "seed"))));
  run_put_count(record, RUN_ORDER_SEED, start->order_seed);
  figure_put_number(record, FIGURE_TIME_SCALE, experiment->time_scale);
  run_put(record, RUN_MACHINE, json_deep_copy(start->machine));
  figure_put(record, FIGURE_IDLE, json_deep_copy(start->idle));
  run_put(record, RUN_VERSIONS,
          versions_json(request->server_program, request->client_program, &request->build));
  run_put(record, RUN_VERSUS, start->other ? other_build_json(start->other) : json_null());
  run_put(record, RUN_TARGETS, targets_json(&experiment->targets));
  run_put(record, RUN_SEARCHES, json_null());
  run_put(record, RUN_PROBES, json_null());
  run_put(record, RUN_CELLS, run_cells_json(cells));
  return record;
}
