/* Puts cell.json together. */
#include "bench/cell_document.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/cell_compression.h"
#include "bench/document.h"
#include "bench/fields.h"
#include "bench/figures.h"
#include "bench/model.h"
#include "bench/settling.h"
#include "bench/verdict.h"
#include "common/clock.h"
#include "common/transports.h"

static json_t *pin_json(int cpu) {
  return cpu >= 0 ? json_integer(cpu) : json_null();
}

static json_t *identity_json(const struct measurement *measurement) {
  const struct cell *cell = measurement->cell;
  json_t *document = json_object();
  json_object_set_new(document, "schema", json_integer(CELL_SCHEMA));
  json_object_set_new(document, "experiment", json_string(measurement->experiment->name));
  json_object_set_new(document, "cell", json_string(cell->name));
  json_object_set_new(document, "repeat", json_integer((json_int_t)measurement->repeat));
  json_object_set_new(document, "engine", json_string(cell_value(cell, "engine")));
  json_object_set_new(document, "transport", json_string(cell_value(cell, "transport")));
  json_object_set_new(document, "variant",
                      cell->variant ? json_string(cell->variant) : json_null());
  json_object_set_new(document, "params", cell_params_json(cell));
  json_object_set_new(document, "varied", cell_varied_json(cell));
  json_object_set_new(document, "clients", json_integer((json_int_t)cell_number(cell, "clients")));
  json_object_set_new(document, "time_scale", json_real(measurement->experiment->time_scale));
  figure_put(document, FIGURE_PIN_SERVER, pin_json(measurement->server_cpu));
  figure_put(document, FIGURE_PIN_CLIENT, pin_json(measurement->client_cpu));
  return document;
}

/* Everything that the users' document says and the runner does not know better. */
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
  const char *outcome = json_string_value(json_object_get(client, "outcome"));
  const char *failure = json_string_value(json_object_get(client, "error"));
  if (*measurement->failure) {
    outcome = "failed";
    failure = measurement->failure;
  }
  json_object_set_new(document, "outcome", json_string(outcome ? outcome : "failed"));
  json_object_set_new(document, "error", failure ? json_string(failure) : json_null());
}

static void quantiles_clear(json_t *latencies) {
  const char *key;
  json_t *value;
  void *next;
  json_object_foreach_safe(latencies, next, key, value) {
    if (strcmp(key, "count") != 0 && strcmp(key, "out_of_range") != 0)
      json_object_set_new(latencies, key, json_null());
  }
}

/* A quantile of nothing is not 0. */
static void quantiles_of_nothing_clear(json_t *document) {
  for (int i = 0; i < FIGURE_COLUMNS; i++) {
    const char *name = strrchr(figure_table[i].path, '.');
    if (!name || figure_table[i].unit != UNIT_NS)
      continue;
    char parent[FIGURE_PATH_BYTES];
    snprintf(parent, sizeof parent, "%.*s", (int)(name - figure_table[i].path),
             figure_table[i].path);
    json_t *latencies = field_get(document, parent);
    const json_t *count = json_object_get(latencies, "count");
    if (json_is_number(count) && json_number_value(count) == 0)
      quantiles_clear(latencies);
  }
}

/* part / whole; nothing where that is no number. */
static void ratio_put(json_t *document, enum figure figure, double part, double whole) {
  if (whole > 0)
    figure_put_number(document, figure, part / whole);
}

static void ratios_put(json_t *document) {
  double delivered = figure_value(document, FIGURE_DELIVERED, 0);
  double requests = figure_value(document, FIGURE_REQUESTS, NAN);
  double polls = requests - figure_value(document, FIGURE_PUBLISH_REQUESTS, 0);
  double empty = figure_value(document, FIGURE_REQUESTS_EMPTY, NAN);
  double protocol = figure_value(document, FIGURE_BYTES_PROTOCOL_UP, NAN) +
                    figure_value(document, FIGURE_BYTES_PROTOCOL_DOWN, NAN);
  double wire = figure_value(document, FIGURE_BYTES_WIRE_UP, NAN) +
                figure_value(document, FIGURE_BYTES_WIRE_DOWN, NAN);
  double heads = figure_value(document, FIGURE_BYTES_HEAD_UP, NAN) +
                 figure_value(document, FIGURE_BYTES_HEAD_DOWN, NAN);
  double duration_s = figure_value(document, FIGURE_DURATION_S, 0);
  ratio_put(document, FIGURE_REQUESTS_PER_MESSAGE, requests, delivered);
  ratio_put(document, FIGURE_EMPTY_SHARE, empty, polls);
  ratio_put(document, FIGURE_REQUESTS_PER_S, requests, duration_s);
  ratio_put(document, FIGURE_PROTOCOL_PER_MESSAGE, protocol, delivered);
  ratio_put(document, FIGURE_PROTOCOL_PER_S, protocol, duration_s);
  ratio_put(document, FIGURE_HEAD_PER_S, heads, duration_s);
  ratio_put(document, FIGURE_WIRE_PER_MESSAGE, wire, delivered);
  ratio_put(document, FIGURE_WIRE_PER_S, wire, duration_s);
}

/* For each user: how much of its time it had something to see, and what it costs in an
 * hour of the schedule. Where time is scaled, that hour is as many times shorter; it says
 * most where no message is sent. */
static void users_put(json_t *document) {
  double user_s =
      figure_value(document, FIGURE_CLIENTS, NAN) * figure_value(document, FIGURE_DURATION_S, NAN);
  double user_hours = user_s * figure_value(document, FIGURE_TIME_SCALE, 1) / 3600;
  double wire = figure_value(document, FIGURE_BYTES_WIRE_UP, NAN) +
                figure_value(document, FIGURE_BYTES_WIRE_DOWN, NAN);
  double requests = figure_value(document, FIGURE_REQUESTS, NAN);
  double cpu_ms = figure_value(document, FIGURE_SERVER_CPU_S, NAN) * 1e3;
  ratio_put(document, FIGURE_AGE_WATCHED_SHARE, figure_value(document, FIGURE_AGE_WATCHED_S, NAN),
            user_s);
  ratio_put(document, FIGURE_REQUESTS_PER_USER_HOUR, requests, user_hours);
  ratio_put(document, FIGURE_WIRE_PER_USER_HOUR, wire, user_hours);
  ratio_put(document, FIGURE_CPU_MS_PER_USER_HOUR, cpu_ms, user_hours);
}

static void server_window_put(json_t *document, const struct measurement *measurement) {
  const struct edge *start = &measurement->start, *end = &measurement->end;
  double delivered = figure_value(document, FIGURE_DELIVERED, 0);
  double cpu_s = end->sample.cpu_s - start->sample.cpu_s;
  double window_s = (double)(end->sample.at_ns - start->sample.at_ns) / (double)NS_PER_S;
  figure_put(document, FIGURE_SERVER_CPU_S, json_real(cpu_s));
  figure_put(document, FIGURE_SERVER_CPU_WINDOW, json_real(window_s));
  figure_put(document, FIGURE_RSS_END, json_integer((json_int_t)end->sample.rss_bytes));
  /* Where everything has arrived, users leave while the sockets are counted. */
  uint64_t held = start->sockets > end->sockets ? start->sockets : end->sockets;
  figure_put(document, FIGURE_CONNECTIONS_HELD, json_integer((json_int_t)held));
  if (delivered > 0)
    figure_put(document, FIGURE_CPU_US_PER_MESSAGE, json_real(cpu_s * 1e6 / delivered));
  if (end->context_switches >= start->context_switches)
    figure_put(document, FIGURE_CONTEXT_SWITCHES,
               json_integer((json_int_t)(end->context_switches - start->context_switches)));
}

static void memory_put(json_t *document, const struct measurement *measurement) {
  double clients = cell_number(measurement->cell, "clients");
  double start_bytes = (double)measurement->ready.sample.rss_bytes;
  if (!measurement->has_ready)
    return;
  figure_put(document, FIGURE_RSS_START, json_integer((json_int_t)start_bytes));
  if (measurement->has_end)
    figure_put(document, FIGURE_RSS_PER_CLIENT,
               json_real(((double)measurement->end.sample.rss_bytes - start_bytes) / clients));
}

static void server_put(json_t *document, const struct measurement *measurement) {
  field_put(document, "server.report",
            measurement->server ? json_incref(measurement->server) : json_null());
  json_t *lag = json_object_get(measurement->server, "publish_lag_ns");
  /* where users write, it is theirs */
  if (lag && !field_is_measured(document, "publish_lag_ns"))
    json_object_set_new(document, "publish_lag_ns", json_deep_copy(lag));
  if (measurement->rss_peak_bytes > 0) {
    figure_put(document, FIGURE_RSS_PEAK, json_integer((json_int_t)measurement->rss_peak_bytes));
    figure_put(document, FIGURE_THREADS_PEAK, json_integer((json_int_t)measurement->threads_peak));
  }
  if (!isnan(measurement->server_cpu_whole_s))
    figure_put(document, FIGURE_SERVER_CPU_WHOLE, json_real(measurement->server_cpu_whole_s));
  memory_put(document, measurement);
  if (measurement->has_start && measurement->has_end)
    server_window_put(document, measurement);
}

static bool path_begins(const char *path, const char *beginning) {
  return strncmp(path, beginning, strlen(beginning)) == 0;
}

/* What an engine without a network cannot have. */
static const char *null_absence(const char *path) {
  static const struct {
    const char *beginning, *reason;
  } absent[] = {
      {"client.", "the null engine has its users in process: there is no client program"},
      {"noise_ns.client.", "the null engine has its users in process: it is one processor"},
      {"other_share.client", "the null engine has its users in process: it is one processor"},
      {"server.rss_", "the null engine has its users in process: they are never apart from it"},
      {"bytes.", "the null engine has no sockets"},
      {"segments.", "the null engine has no sockets"},
      {"connections.", "the null engine has no sockets"},
      {"life.", "the null engine has no sockets"},
      {"slow.", "the null engine's users always read"},
      {"replayed", "the null engine's users never reconnect"},
  };
  for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
    if (path_begins(path, absent[i].beginning))
      return absent[i].reason;
  return NULL;
}

static const char *compression_absence(const struct cell *cell) {
  const char *lack = compression_lack(cell->transport, cell->engine);
  if (lack)
    return lack;
  return strcmp(cell_value(cell, "compression"), "on") == 0
             ? "compression is on, but nothing became shorter by it"
             : "compression is off";
}

/* What only a difference of instants of both programs can tell. */
static const char *clock_absence(const char *path, const json_t *document) {
  static const char *const compared[] = {"latency_ns.",       "age_ns.",   "early",
                                         "replayed",          "settling.", "model.latency_mean_ns.",
                                         "model.age_mean_ns."};
  if (!json_is_false(field_get(document, "clock.same")))
    return NULL;
  for (size_t i = 0; i < sizeof compared / sizeof *compared; i++)
    if (path_begins(path, compared[i]))
      return field_is_measured(document, "clock.server")
                 ? "the server reads another clock than the client"
                 : "the server does not say which clock it reads";
  return NULL;
}

/* Why a figure is null, as exactly as it is known. */
static const char *absence(enum figure figure, const json_t *document,
                           const struct measurement *measurement) {
  const char *path = figure_table[figure].path;
  bool in_process = measurement->cell->engine == ENGINE_NULL;
  const char *reason = in_process ? null_absence(path) : NULL;
  if (*measurement->failure)
    return measurement->failure;
  if (reason)
    return reason;
  if (clock_absence(path, document))
    return clock_absence(path, document);
  if (measurement->client_cpu < 0 &&
      (path_begins(path, "noise_ns.client.") || path_begins(path, "other_share.")))
    return "server and client shared the processors";
  if (figure == FIGURE_COMPRESSION)
    return compression_absence(measurement->cell);
  if (figure == FIGURE_CONTEXT_SWITCHES && measurement->has_end)
    return "threads ended in the measured phase and took their counts with them";
  if (path_begins(path, "publish_lag_ns.") && figure_json(document, FIGURE_PUBLISH_LAG_COUNT))
    return "no message was published";
  if (path_begins(path, "server.cpu_") && !measurement->has_end)
    return "the server was not sampled over the measured phase";
  return figure_table[figure].absent;
}

/* A null for every column that is not there, and its reason. */
static void absences_put(json_t *document, const struct measurement *measurement) {
  json_t *unmeasured = json_object();
  for (int i = 0; i < FIGURE_COLUMNS; i++) {
    enum figure figure = (enum figure)i;
    if (figure == FIGURE_VERDICT_STATUS || figure == FIGURE_VERDICT_REASONS ||
        figure_is_measured(document, figure))
      continue;
    figure_put(document, figure, json_null());
    json_object_set_new(unmeasured, figure_table[i].path,
                        json_string(absence(figure, document, measurement)));
  }
  json_object_set_new(document, "unmeasured", unmeasured);
}

json_t *cell_document(const struct measurement *measurement) {
  json_t *document = identity_json(measurement);
  if (!document)
    return NULL;
  outcome_put(document, measurement);
  client_merge(document, measurement);
  server_put(document, measurement);
  surroundings_put(document, &measurement->surroundings);
  settling_put(document);
  quantiles_of_nothing_clear(document);
  ratios_put(document);
  users_put(document);
  struct model model = model_of(document);
  json_object_set_new(document, "model", model_json(&model));
  absences_put(document, measurement);
  json_object_set_new(document, "verdict", verdict_of(document));
  return document;
}
