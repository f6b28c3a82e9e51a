/* Summarises figures and verdicts over repeats. */
#include "bench/results/summary.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/interval.h"
#include "bench/judge/support.h"
#include "bench/judge/verdict.h"
#include "common/base/whole.h"
#include "common/stats/histogram.h"
#include "documents/figures.h"
#include "documents/run_document.h"

static bool is_done(const json_t *document) {
  const char *outcome = figure_text(document, FIGURE_OUTCOME);
  return outcome && strcmp(outcome, "done") == 0;
}

/* `values` has room for `count`. */
static json_t *metric_json(json_t *const *documents, size_t count, enum figure figure, double level,
                           double *values) {
  size_t measured = 0;
  for (size_t i = 0; i < count; i++)
    if (is_done(documents[i]) && figure_is_measured(documents[i], figure))
      values[measured++] = figure_value(documents[i], figure, 0);
  if (measured == 0)
    return json_null();
  struct interval interval = interval_at(values, measured, level);
  return json_pack("{s:f, s:f, s:f, s:s, s:I}", METRIC_MEDIAN, interval.median, METRIC_LOW,
                   interval.low, METRIC_HIGH, interval.high, METRIC_INTERVAL, interval.kind,
                   METRIC_COUNT, (json_int_t)measured);
}

/* The deliveries of all repeats together. */
struct pool {
  struct histogram latency;
  double messages;
};

static bool pool_take(struct pool *pool, json_t *const *documents, size_t count) {
  *pool = (struct pool){.messages = 0};
  if (histogram_init(&pool->latency) != STATUS_OK)
    return false;
  for (size_t i = 0; i < count; i++) {
    const char *text = figure_text(documents[i], FIGURE_LATENCY_HISTOGRAM);
    if (is_done(documents[i]) && text &&
        histogram_merge_text(&pool->latency, text, NULL) == STATUS_OK)
      pool->messages += figure_value(documents[i], FIGURE_PUBLISHED_SEEN, 0);
  }
  return true;
}

static json_t *percentile_json(const struct pool *pool, double quantile, size_t count) {
  if (pool->latency.count == 0 || !support_is_enough(pool->messages, quantile))
    return json_null();
  return json_pack("{s:I, s:n, s:n, s:s, s:I}", METRIC_MEDIAN,
                   (json_int_t)histogram_quantile_ns(&pool->latency, quantile), METRIC_LOW,
                   METRIC_HIGH, METRIC_INTERVAL, "pooled", METRIC_COUNT, (json_int_t)count);
}

static bool reasons_have(const json_t *reasons, const json_t *reason) {
  for (size_t i = 0; i < json_array_size(reasons); i++)
    if (json_equal(json_array_get(reasons, i), reason))
      return true;
  return false;
}

/* Appends null where `from` has no such member. */
static void member_append(json_t *array, const json_t *from, size_t at) {
  json_t *member = json_array_get(from, at);
  json_array_append_new(array, member ? json_incref(member) : json_null());
}

/* The gravest verdict of the repeats, with each of their sentences once. */
static void verdicts_put(json_t *summary, json_t *const *documents, size_t count) {
  json_t *reasons = json_array(), *kinds = json_array(), *severities = json_array();
  const char *status = "valid";
  for (size_t i = 0; i < count; i++) {
    const json_t *said = figure_json(documents[i], FIGURE_VERDICT_REASONS);
    const char *own = figure_text(documents[i], FIGURE_VERDICT_STATUS);
    status = verdict_graver(status, own ? own : "invalid");
    for (size_t j = 0; j < json_array_size(said); j++)
      if (!reasons_have(reasons, json_array_get(said, j))) {
        json_array_append(reasons, json_array_get(said, j));
        member_append(kinds, figure_json(documents[i], FIGURE_VERDICT_KINDS), j);
        member_append(severities, figure_json(documents[i], FIGURE_VERDICT_SEVERITIES), j);
      }
  }
  figure_put_text(summary, FIGURE_VERDICT_STATUS, status);
  figure_put(summary, FIGURE_VERDICT_REASONS, reasons);
  figure_put(summary, FIGURE_VERDICT_KINDS, kinds);
  figure_put(summary, FIGURE_VERDICT_SEVERITIES, severities);
}

json_t *summary_of_cell(json_t *const *documents, size_t count, double level) {
  double *values = calloc(count > 0 ? count : 1, sizeof *values);
  json_t *metrics = json_object();
  json_t *summary = json_object();
  uint64_t done = 0;
  struct pool pool;
  bool pooled = pool_take(&pool, documents, count);
  for (size_t i = 0; i < count; i++)
    done += is_done(documents[i]);
  for (int i = 0; values && i < FIGURE_COLUMNS; i++)
    if (figure_is_metric((enum figure)i))
      json_object_set_new(metrics, figure_table[i].path,
                          metric_json(documents, count, (enum figure)i, level, values));
  for (int i = 0; pooled && pool.messages > 0 && i < FIGURE_COLUMNS; i++) {
    double quantile = support_quantile((enum figure)i);
    if (!isnan(quantile))
      json_object_set_new(metrics, figure_table[i].path,
                          percentile_json(&pool, quantile, (size_t)done));
  }
  free(values);
  if (pooled)
    histogram_release(&pool.latency);
  run_put_count(summary, RUN_CELL_REPEATS, count);
  run_put_count(summary, RUN_CELL_DONE, done);
  run_put_count(summary, RUN_CELL_MESSAGES, whole_of(pool.messages));
  verdicts_put(summary, documents, count);
  run_put(summary, RUN_CELL_METRICS, metrics);
  return summary;
}
