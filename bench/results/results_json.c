/* Reads run.json and cell.json into plain structs. */
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/servers.h"
#include "bench/judge/interval.h"
#include "bench/judge/support.h"
#include "bench/results/document.h"
#include "bench/results/results_read.h"
#include "bench/results/results_reasons.h"
#include "common/base/numerals.h"
#include "common/base/traits.h"
#include "common/base/whole.h"
#include "common/suite/options.h"
#include "documents/figures.h"
#include "documents/run_document.h"

static double json_number_or_nan(const json_t *value) {
  return json_is_number(value) ? json_number_value(value) : NAN;
}

/* malloc'd; NULL where there is no text. */
static char *run_text_copy(const json_t *document, enum run_member member) {
  const char *text = run_text(document, member);
  return text ? strdup(text) : NULL;
}

/* A scalar as people write it: malloc'd; NULL for objects, arrays and null. */
static char *json_scalar_text(const json_t *value) {
  char text[64];
  if (json_is_string(value))
    return strdup(json_string_value(value));
  if (json_is_boolean(value))
    return strdup(json_is_true(value) ? "on" : "off");
  if (json_is_integer(value))
    snprintf(text, sizeof text, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
  else if (json_is_real(value))
    snprintf(text, sizeof text, "%.10g", json_real_value(value));
  else
    return NULL;
  return strdup(text);
}

static void pairs_add(struct result_pairs *pairs, const char *name, char *text) {
  struct result_pair *grown;
  if (!text)
    return;
  grown = realloc(pairs->items, (pairs->count + 1) * sizeof *grown);
  if (!grown) {
    free(text);
    return;
  }
  pairs->items = grown;
  grown[pairs->count].name = strdup(name);
  grown[pairs->count].text = text;
  pairs->count++;
}

/* Adds the scalars of an object, in its order, and those of the objects in it down to `levels`. */
static void pairs_read(struct result_pairs *pairs, const json_t *object, int levels) {
  const char *key;
  json_t *value;
  json_object_foreach((json_t *)object, key, value) {
    if (json_is_object(value) && levels > 1)
      pairs_read(pairs, value, levels - 1);
    else
      pairs_add(pairs, key, json_scalar_text(value));
  }
}

static void texts_add(struct result_texts *texts, const char *text) {
  char **grown;
  for (size_t i = 0; i < texts->count; i++)
    if (strcmp(texts->items[i], text) == 0)
      return;
  grown = realloc(texts->items, (texts->count + 1) * sizeof *grown);
  if (!grown)
    return;
  texts->items = grown;
  texts->items[texts->count++] = strdup(text);
}

/* {"name": "nagle", "params": {"tcp_nodelay": false}} becomes "nagle", "tcp_nodelay off". */
static void variants_read(struct result_pairs *variants, const json_t *array) {
  for (size_t i = 0; i < json_array_size(array); i++) {
    const json_t *variant = json_array_get(array, i);
    const char *name = run_text(variant, RUN_VARIANT_NAME);
    struct result_pairs params = {0};
    char *text = NULL;
    size_t bytes;
    FILE *stream = name ? open_memstream(&text, &bytes) : NULL;
    if (!stream)
      continue;
    pairs_read(&params, run_json(variant, RUN_VARIANT_PARAMS), 1);
    for (size_t j = 0; j < params.count; j++)
      fprintf(stream, "%s%s %s", j > 0 ? ", " : "", params.items[j].name, params.items[j].text);
    fclose(stream);
    pairs_add(variants, name, text);
    result_pairs_release(&params);
  }
}

static void bases_read(struct result_pairs *bases, const json_t *array) {
  for (size_t i = 0; i < json_array_size(array); i++) {
    const json_t *variant = json_array_get(array, i);
    const char *name = run_text(variant, RUN_VARIANT_NAME);
    const char *base = run_text(variant, RUN_VARIANT_BASE);
    if (name && base)
      pairs_add(bases, name, strdup(base));
  }
}

static void texts_read(struct result_texts *texts, const json_t *array) {
  for (size_t i = 0; i < json_array_size(array); i++)
    if (json_is_string(json_array_get(array, i)))
      texts_add(texts, json_string_value(json_array_get(array, i)));
}

static void resumes_read(struct result_texts *resumed, const json_t *array) {
  for (size_t i = 0; i < json_array_size(array); i++) {
    const char *text = run_text(json_array_get(array, i), RUN_RESUMED);
    texts_add(resumed, text ? text : "");
  }
}

/* Servers of other people have titles. */
static void servers_read(const json_t *targets) {
  const char *name;
  const json_t *target;
  json_object_foreach((json_t *)(uintptr_t)targets, name, target) {
    server_add(name, json_string_value(json_object_get(target, "title")));
  }
}

enum status results_read_run(struct results *results, const char *path, struct error *error) {
  json_t *document = NULL;
  enum status status = document_open(&document, path, RUN_SCHEMA, STATUS_USAGE,
                                     "expected the folder of a run", error);
  double scale;
  if (status != STATUS_OK)
    return status;
  servers_read(run_json(document, RUN_TARGETS));
  results->name = run_text_copy(document, RUN_EXPERIMENT_NAME);
  if (!results->name)
    results->name = run_text_copy(document, RUN_EXPERIMENT);
  results->title = run_text_copy(document, RUN_EXPERIMENT_TITLE);
  results->question = run_text_copy(document, RUN_EXPERIMENT_QUESTION);
  results->description = run_text_copy(document, RUN_EXPERIMENT_DESCRIPTION);
  results->source = run_text_copy(document, RUN_EXPERIMENT_SOURCE);
  results->started = run_text_copy(document, RUN_STARTED);
  results->outcome = run_text_copy(document, RUN_OUTCOME);
  results->command = run_text_copy(document, RUN_COMMAND);
  texts_read(&results->changed, run_json(document, RUN_CHANGED));
  scale = figure_value(document, FIGURE_TIME_SCALE, NAN);
  if (isnan(scale))
    scale = run_value(document, RUN_EXPERIMENT_TIME_SCALE, NAN);
  results->time_scale = scale > 0 ? scale : 1;
  results->quick = json_is_true(run_json(document, RUN_QUICK));
  results->planned = run_value(document, RUN_EXECUTIONS_PLANNED, NAN);
  results->done = run_value(document, RUN_EXECUTIONS_DONE, NAN);
  results->faulty = json_array_size(run_json(document, RUN_EXPERIMENT_FAULTS)) > 0;
  results->repeats = whole_of(run_value(document, RUN_EXPERIMENT_REPEATS, 0));
  results->interval_level = run_value(document, RUN_INTERVAL_LEVEL, INTERVAL_LEVEL);
  results->rounds_differ = json_is_integer(run_json(document, RUN_ORDER_SEED));
  resumes_read(&results->resumed, run_json(document, RUN_RESUMES));
  variants_read(&results->variants, run_json(document, RUN_VARIANTS));
  bases_read(&results->bases, run_json(document, RUN_VARIANTS));
  texts_read(&results->asked_axes, run_json(document, RUN_EXPERIMENT_ASKS_AXES));
  texts_read(&results->asked_figures, run_json(document, RUN_EXPERIMENT_ASKS_FIGURES));
  results->faults =
      json_dumps(run_json(document, RUN_EXPERIMENT_FAULTS), JSON_COMPACT | JSON_SORT_KEYS);
  texts_read(&results->compared, run_json(document, RUN_EXPERIMENT_COMPARE));
  pairs_read(&results->versus, run_json(document, RUN_VERSUS), 1);
  pairs_read(&results->machine, run_json(document, RUN_MACHINE), 1);
  pairs_read(&results->machine, run_json(document, RUN_VERSIONS), 1);
  pairs_read(&results->settings, run_json(document, RUN_MACHINE_SYSCTLS), 1);
  pairs_read(&results->settings, run_json(document, RUN_MACHINE_MITIGATIONS), 1);
  const json_t *until = run_json(document, RUN_EXPERIMENT_UNTIL);
  if (until)
    status = until_read(&results->until, until, path, error);
  if (status == STATUS_OK)
    status = result_searches_read(&results->searches, document, path, error);
  json_decref(document);
  return status;
}

static void values_read(double *values, const json_t *document) {
  for (int i = 0; i < FIGURE_NUMBER; i++)
    values[i] =
        figure_is_in_list((enum figure)i) ? NAN : figure_value(document, (enum figure)i, NAN);
}

static enum verdict_grade grade_of(const char *outcome, const char *status) {
  if (!outcome || strcmp(outcome, "done") != 0)
    return VERDICT_FAILED;
  if (status && strcmp(status, "valid") == 0)
    return VERDICT_VALID;
  return status && strcmp(status, "suspect") == 0 ? VERDICT_SUSPECT : VERDICT_INVALID;
}

static void grade_read(struct result_cell *cell, const json_t *document) {
  const char *outcome = figure_text(document, FIGURE_OUTCOME);
  enum verdict_grade grade = grade_of(outcome, figure_text(document, FIGURE_VERDICT_STATUS));
  if (grade > cell->grade)
    cell->grade = grade;
}

/* False when its histogram is damaged. */
static bool second_read(struct result_second *second, const json_t *entry,
                        struct histogram *scratch) {
  const char *text = figure_text(entry, FIGURE_SECOND_LATENCY_HISTOGRAM);
  double delivered = figure_value(entry, FIGURE_SECOND_DELIVERED, NAN);
  second->second = figure_value(entry, FIGURE_SECOND, NAN);
  second->delivered = whole_of(delivered);
  second->p50_ns = 0;
  second->p99_ns = 0;
  histogram_reset(scratch);
  if (!text || histogram_merge_text(scratch, text, NULL) != STATUS_OK)
    return false;
  if (scratch->count > 0) {
    second->p50_ns = histogram_quantile_ns(scratch, 0.5);
    second->p99_ns = histogram_quantile_ns(scratch, 0.99);
  }
  return true;
}

static enum status timeline_read(struct result_cell *cell, const json_t *timeline, const char *path,
                                 struct error *error) {
  struct histogram scratch;
  size_t count = json_array_size(timeline);
  bool good = true;
  if (count == 0 || cell->seconds)
    return STATUS_OK;
  if (histogram_init(&scratch) != STATUS_OK)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for a histogram");
  cell->seconds = calloc(count, sizeof *cell->seconds);
  if (cell->seconds) {
    for (size_t i = 0; i < count; i++)
      good = second_read(&cell->seconds[i], json_array_get(timeline, i), &scratch) && good;
    cell->second_count = count;
  }
  histogram_release(&scratch);
  if (!cell->seconds)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the timeline");
  return good ? STATUS_OK
              : error_set(error, STATUS_CHECK, "%.300s: a second of the timeline is damaged", path);
}

/* Refuses a histogram that has another number of values than the document says. */
static enum status latency_merge(struct result_cell *cell, const json_t *document, const char *path,
                                 struct error *error) {
  const char *text = figure_text(document, FIGURE_LATENCY_HISTOGRAM);
  double said = figure_value(document, FIGURE_LATENCY_COUNT, NAN);
  uint64_t before = cell->latency.count;
  struct error reason;
  if (!text)
    return STATUS_OK;
  enum status status = histogram_merge_text(&cell->latency, text, &reason);
  if (status != STATUS_OK)
    return error_set(error, status, "%.300s: %.150s", path, reason.text);
  if (said >= 0 && said != (double)(cell->latency.count - before))
    return error_set(error, STATUS_CHECK,
                     "%.300s: latency_ns.count is %.0f, but the histogram has %" PRIu64 " %s", path,
                     said, cell->latency.count - before,
                     word_for((double)(cell->latency.count - before), "value", "values"));
  return STATUS_OK;
}

/* Refuses a file that was moved here from another cell or repeat. */
static enum status place_check(const struct result_cell *cell, const char *number,
                               const json_t *document, const char *path, struct error *error) {
  const char *name = figure_text(document, FIGURE_CELL);
  double repeat = figure_value(document, FIGURE_REPEAT, NAN);
  if (name && strcmp(name, cell->name) == 0 && repeat == strtod(number, NULL))
    return STATUS_OK;
  return error_set(error, STATUS_CHECK, "%.300s is of cell %.60s, repeat %.0f: it was moved", path,
                   name ? name : "(none)", repeat);
}

static void identity_read(struct result_cell *cell, const json_t *document) {
  const char *engine = figure_text(document, FIGURE_ENGINE);
  const char *transport = figure_text(document, FIGURE_TRANSPORT);
  cell->engine = server_known(engine);
  cell->transport = transport_named(transport);
  if (cell->params.count == 0)
    pairs_read(&cell->params, figure_json(document, FIGURE_PARAMS), 1);
  if (cell->varied.count == 0)
    pairs_read(&cell->varied, figure_json(document, FIGURE_VARIED), 1);
}

static void percentiles_read(struct result_cell *cell, const json_t *metrics) {
  for (int i = 0; i < FIGURE_COLUMNS; i++)
    if (!isnan(support_quantile((enum figure)i)))
      cell->figures[i].median = json_number_or_nan(
          json_object_get(json_object_get(metrics, figure_table[i].path), METRIC_MEDIAN));
}

enum status results_read_entry(struct result_cell *cell, const json_t *entry, const char *path,
                               struct error *error) {
  const char *status = figure_text(entry, FIGURE_VERDICT_STATUS);
  identity_read(cell, entry);
  cell->grade = grade_of(cell->measured > 0 ? "done" : NULL, status);
  cell->messages = run_value(entry, RUN_CELL_MESSAGES, 0);
  percentiles_read(cell, run_json(entry, RUN_CELL_METRICS));
  return results_read_reasons(cell, entry, path, error);
}

enum status results_read_repeat(struct result_cell *cell, const char *number, const char *path,
                                struct error *error) {
  struct result_repeat *repeat = &cell->repeats[cell->repeat_count - 1];
  json_t *document = NULL;
  enum status status =
      document_open(&document, path, CELL_SCHEMA, STATUS_CHECK,
                    "a run that was kept without its cells/ cannot be drawn again", error);
  if (status == STATUS_OK)
    status = place_check(cell, number, document, path, error);
  if (status != STATUS_OK)
    goto out;
  if (cell->repeat_count == 1)
    identity_read(cell, document);
  grade_read(cell, document);
  status = results_read_reasons(cell, document, path, error);
  if (status != STATUS_OK)
    goto out;
  const char *outcome = figure_text(document, FIGURE_OUTCOME);
  repeat->measured = outcome && strcmp(outcome, "done") == 0;
  repeat->round = (size_t)strtoul(number, NULL, 10);
  values_read(repeat->values, document);
  if (!repeat->measured)
    goto out;
  status = latency_merge(cell, document, path, error);
  if (status == STATUS_OK)
    status = timeline_read(cell, figure_json(document, FIGURE_TIMELINE), path, error);
  if (status == STATUS_OK)
    status = results_read_faults(cell, document, error);
out:
  json_decref(document);
  return status;
}
