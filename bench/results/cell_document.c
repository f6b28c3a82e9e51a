/* Fills cell.json section by section. */
#include "bench/results/cell_document.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/base/servers.h"
#include "bench/judge/disturbance_document.h"
#include "bench/judge/model.h"
#include "bench/judge/settling.h"
#include "bench/judge/support.h"
#include "bench/judge/verdict.h"
#include "bench/results/absence.h"
#include "bench/results/cell_arithmetic.h"
#include "bench/results/document.h"
#include "common/base/clock.h"
#include "common/base/traits.h"
#include "common/base/whole.h"
#include "documents/figures.h"
#include "documents/parts.h"

static json_t *pin_json(int cpu) {
  return cpu >= 0 ? json_integer(cpu) : json_null();
}

static json_t *identity_json(const struct measurement *measurement) {
  const struct cell *cell = measurement->cell;
  const struct experiment *experiment = measurement->experiment;
  json_t *document = json_object();
  figure_put_count(document, FIGURE_SCHEMA, CELL_SCHEMA);
  figure_put_text(document, FIGURE_EXPERIMENT, experiment->name);
  figure_put_text(document, FIGURE_CELL, cell->name);
  figure_put_count(document, FIGURE_REPEAT, measurement->repeat);
  figure_put_count(document, FIGURE_REPEATS, measurement->repeats);
  figure_put_text(document, FIGURE_ENGINE, server_name(cell->engine));
  figure_put_text(document, FIGURE_TRANSPORT, cell_value(cell, "transport"));
  figure_put_text(document, FIGURE_VARIANT, cell->variant);
  figure_put(document, FIGURE_PARAMS, cell_params_json(cell));
  figure_put(document, FIGURE_VARIED, cell_varied_json(cell));
  figure_put(document, FIGURE_CLIENTS, json_integer(whole_signed_of(cell_number(cell, "clients"))));
  figure_put_number(document, FIGURE_TIME_SCALE, experiment->time_scale);
  figure_put_number(document, FIGURE_MAY_LOSE, experiment->may_lose);
  figure_put(document, FIGURE_PIN_SERVER, pin_json(measurement->server_cpu));
  figure_put(document, FIGURE_PIN_CLIENT, pin_json(measurement->client_cpu));
  return document;
}

/* Copies the users' document, but for the members that the runner has set already. */
static void client_merge(json_t *document, const struct measurement *measurement) {
  if (!measurement->client)
    return;
  json_t *copy = json_deep_copy(measurement->client);
  json_object_del(copy, "outcome");
  json_object_del(copy, "error");
  json_object_update_missing(document, copy);
  json_decref(copy);
  double start_ns = figure_value(document, FIGURE_WINDOW_START, NAN);
  double end_ns = figure_value(document, FIGURE_WINDOW_END, NAN);
  if (end_ns > start_ns)
    figure_put(document, FIGURE_DURATION_S, json_real((end_ns - start_ns) / (double)NS_PER_S));
}

static void outcome_put(json_t *document, const struct measurement *measurement) {
  const json_t *client = measurement->client;
  const char *outcome = figure_text(client, FIGURE_OUTCOME);
  const char *failure = figure_text(client, FIGURE_ERROR);
  if (*measurement->failure) {
    outcome = "failed";
    failure = measurement->failure;
  }
  figure_put_text(document, FIGURE_OUTCOME, outcome ? outcome : "failed");
  figure_put_text(document, FIGURE_ERROR, failure);
  figure_put_null(document, FIGURE_ENDED_AFTER);
  figure_put_number(document, FIGURE_ENDED_AFTER, measurement->ended_after_s);
}

static void proxy_put(json_t *document, const struct measurement *measurement) {
  const struct measured_proxy *proxy = &measurement->proxy;
  double received = figure_value(document, FIGURE_COUNTED_RECEIVED, NAN);
  if (!proxy->has_ready || !proxy->has_start || !proxy->has_end)
    return;
  double cpu_s = proxy->end.cpu_s - proxy->start.cpu_s;
  double grown_bytes = (double)proxy->end.rss_bytes - (double)proxy->ready.rss_bytes;
  figure_put_number(document, FIGURE_PROXY_CPU, cpu_s);
  figure_put_number(document, FIGURE_PROXY_CPU_PER_MESSAGE, 1e6 * cpu_s / received);
  figure_put_count(document, FIGURE_PROXY_RESIDENT, proxy->end.rss_bytes);
  figure_put_number(document, FIGURE_PROXY_GROWTH_PER_USER,
                    grown_bytes / cell_number(measurement->cell, "clients"));
}

/* Of the whole life, since nobody can tell when a packet between proxy and server was counted. */
static void proxy_bytes_put(json_t *document, const struct measurement *measurement) {
  double delivered = figure_value(document, FIGURE_WHOLE_DELIVERED, NAN);
  double outside = figure_value(document, FIGURE_LINK_UP_BYTES, NAN) +
                   figure_value(document, FIGURE_LINK_DOWN_BYTES, NAN);
  if (!measurement->link || !measurement->proxy.has_ready || !(delivered > 0))
    return;
  figure_put_number(document, FIGURE_PROXY_USERS_SIDE, outside / delivered);
  figure_put_number(document, FIGURE_PROXY_SERVER_SIDE,
                    figure_value(document, FIGURE_LINK_INSIDE, NAN) / delivered);
}

static void server_put(json_t *document, const struct measurement *measurement) {
  figure_put(document, FIGURE_SERVER_REPORT,
             measurement->server ? json_incref(measurement->server) : json_null());
  const json_t *lag = histogram_member(document, HISTOGRAM_SERVER_PUBLISH_LAG);
  /* where users write, the client has measured it */
  if (lag && !json_object_size(histogram_member(document, HISTOGRAM_PUBLISH_LAG)))
    histogram_member_put(document, HISTOGRAM_PUBLISH_LAG, json_deep_copy(lag));
  if (measurement->rss_peak_bytes > 0) {
    figure_put(document, FIGURE_RSS_PEAK, json_integer((json_int_t)measurement->rss_peak_bytes));
    figure_put(document, FIGURE_THREADS_PEAK, json_integer((json_int_t)measurement->threads_peak));
  }
  if (!isnan(measurement->server_cpu_whole_s))
    figure_put(document, FIGURE_SERVER_CPU_WHOLE, json_real(measurement->server_cpu_whole_s));
}

/* Puts a null, with its reason, for each column that was not measured. */
static void absences_put(json_t *document, const struct measurement *measurement) {
  json_t *unmeasured = json_object();
  for (int i = 0; i < FIGURE_COLUMNS; i++) {
    enum figure figure = (enum figure)i;
    if (figure == FIGURE_VERDICT_STATUS || figure == FIGURE_VERDICT_REASONS ||
        figure_is_measured(document, figure))
      continue;
    figure_put(document, figure, json_null());
    json_object_set_new(unmeasured, figure_table[i].path,
                        json_string(absence_of(figure, document, measurement)));
  }
  figure_put(document, FIGURE_UNMEASURED, unmeasured);
}

json_t *cell_document(const struct measurement *measurement) {
  json_t *document = identity_json(measurement);
  if (!document)
    return NULL;
  outcome_put(document, measurement);
  client_merge(document, measurement);
  server_put(document, measurement);
  proxy_put(document, measurement);
  if (measurement->link)
    json_object_update_missing(document, measurement->link);
  proxy_bytes_put(document, measurement);
  interference_put(document, &measurement->interference);
  if (measurement->idle)
    figure_put(document, FIGURE_IDLE, json_incref((json_t *)measurement->idle));
  arithmetic_put(document, measurement);
  disturbance_put(document); /* judges by figures of the arithmetic */
  settling_put(document);
  struct model model = model_of(document);
  json_object_set_new(document, "model", model_json(&model));
  support_apply(document);
  absences_put(document, measurement);
  json_object_set_new(document, "verdict", verdict_of(document));
  return document;
}
