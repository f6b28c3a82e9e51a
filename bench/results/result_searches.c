/* Reads searches. */
#include "bench/results/result_searches.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/servers.h"
#include "bench/plan/parameters.h"
#include "common/base/traits.h"
#include "common/base/whole.h"
#include "documents/run_document.h"

static enum status search_take(struct result_search *search, const json_t *object) {
  const char *name = run_text(object, RUN_SEARCHED);
  const char *engine = run_text(object, RUN_SEARCHED_ENGINE);
  const char *transport = run_text(object, RUN_SEARCHED_TRANSPORT);
  *search = (struct result_search){
      .name = strdup(name ? name : ""),
      .engine = server_known(engine),
      .transport = transport_named(transport),
      .outcome = search_outcome_named(run_text(object, RUN_SEARCHED_OUTCOME)),
      .capacity = run_value(object, RUN_SEARCHED_CAPACITY, NAN),
      .held = run_value(object, RUN_SEARCHED_HELD, NAN),
      .failed = run_value(object, RUN_SEARCHED_FAILED, NAN),
      .probability = run_value(object, RUN_SEARCHED_PROBABILITY, NAN),
      .gave_out = exhausted_named(run_text(object, RUN_SEARCHED_GAVE_OUT)),
  };
  bool whole = name && search->name && search->outcome < SEARCH_OUTCOMES;
  return whole ? STATUS_OK : STATUS_CHECK;
}

static enum status probe_take(struct result_probe *probe, const json_t *object, size_t searches) {
  const json_t *holds = run_json(object, RUN_PROBE_HOLDS);
  const char *figure = run_text(object, RUN_PROBE_FIGURE);
  double search = run_value(object, RUN_PROBE_SEARCH, -1);
  *probe = (struct result_probe){
      .search = search >= 0 && search < (double)searches ? whole_of(search) : 0,
      .value = run_value(object, RUN_PROBE_VALUE, NAN),
      .result = json_is_true(holds)    ? PROBE_HELD
                : json_is_false(holds) ? PROBE_FAILED
                                       : PROBE_DISTURBED,
      .figure = figure ? figure_named(figure) : FIGURE_NUMBER,
      .measured = run_value(object, RUN_PROBE_MEASURED, NAN),
      .gave_out = exhausted_named(run_text(object, RUN_PROBE_GAVE_OUT)),
  };
  bool whole = search >= 0 && search < (double)searches && probe->value > 0 &&
               probe->figure != FIGURE_NUMBER;
  return whole ? STATUS_OK : STATUS_CHECK;
}

static enum status lists_take(struct result_searches *searches, const json_t *run) {
  const json_t *items = run_json(run, RUN_SEARCHES), *probes = run_json(run, RUN_PROBES);
  size_t count = json_array_size(items), probe_count = json_array_size(probes);
  enum status status = STATUS_OK;
  searches->items = calloc(count + 1, sizeof *searches->items);
  searches->probes = calloc(probe_count + 1, sizeof *searches->probes);
  if (!searches->items || !searches->probes)
    return STATUS_ENVIRONMENT;
  for (; status == STATUS_OK && searches->count < count; searches->count++)
    status = search_take(&searches->items[searches->count], json_array_get(items, searches->count));
  for (; status == STATUS_OK && searches->probe_count < probe_count; searches->probe_count++)
    status = probe_take(&searches->probes[searches->probe_count],
                        json_array_get(probes, searches->probe_count), count);
  return status;
}

enum status result_searches_read(struct result_searches *searches, const json_t *run,
                                 const char *path, struct error *error) {
  const json_t *object = run_json(run, RUN_EXPERIMENT_SEARCH);
  struct result_searches read = {.count = 0};
  struct error reason = {""};
  if (!object)
    return STATUS_OK;
  enum status status = search_read(&read.search, object, path, &reason);
  if (status != STATUS_OK)
    status = error_set(error, STATUS_CHECK, "%.500s", reason.text);
  if (status == STATUS_OK) {
    status = lists_take(&read, run);
    if (status != STATUS_OK)
      error_set(error, status, "%.300s: its searches cannot be understood", path);
  }
  if (status == STATUS_OK)
    *searches = read;
  else
    result_searches_release(&read);
  return status;
}

void result_searches_release(struct result_searches *searches) {
  for (size_t i = 0; i < searches->count; i++)
    free(searches->items[i].name);
  free(searches->items);
  free(searches->probes);
  search_release(&searches->search);
  *searches = (struct result_searches){.count = 0};
}

const char *result_searches_vary(const struct result_searches *searches) {
  return parameters_table()[searches->search.parameter].name;
}
