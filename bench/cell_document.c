/* Puts cell.json together. */
#include "bench/cell_document.h"

#include "bench/cell_compression.h"
#include <math.h>
#include <string.h>

#include "bench/document.h"
#include "bench/fields.h"
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
  field_put(document, "pin.server", pin_json(measurement->server_cpu));
  field_put(document, "pin.client", pin_json(measurement->client_cpu));
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
  double start_ns = field_number(document, "window.start_ns", NAN);
  double end_ns = field_number(document, "window.end_ns", NAN);
  if (end_ns > start_ns)
    field_put(document, "duration_s", json_real((end_ns - start_ns) / (double)NS_PER_S));
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

/* A quantile of nothing is not 0. */
static void quantiles_clear(json_t *document, const char *path) {
  const char *key;
  json_t *value;
  void *next;
  json_t *latencies = field_get(document, path);
  if (!json_is_object(latencies) || field_number(latencies, "count", 0) > 0)
    return;
  json_object_foreach_safe(latencies, next, key, value) {
    if (strcmp(key, "count") != 0 && strcmp(key, "out_of_range") != 0)
      json_object_set_new(latencies, key, json_null());
  }
}

/* part / whole; nothing where that is no number. */
static void ratio_put(json_t *document, const char *path, double part, double whole) {
  if (whole > 0 && isfinite(part))
    field_put(document, path, json_real(part / whole));
}

static void ratios_put(json_t *document) {
  double delivered = field_number(document, "delivered", 0);
  double requests = field_number(document, "requests.total", NAN);
  double polls = requests - field_number(document, "publish.requests", 0);
  double empty = field_number(document, "requests.empty", NAN);
  double protocol = field_number(document, "bytes.protocol_up", NAN) +
                    field_number(document, "bytes.protocol_down", NAN);
  double wire =
      field_number(document, "bytes.wire_up", NAN) + field_number(document, "bytes.wire_down", NAN);
  double heads =
      field_number(document, "bytes.head_up", NAN) + field_number(document, "bytes.head_down", NAN);
  double duration_s = field_number(document, "duration_s", 0);
  ratio_put(document, "requests.per_message", requests, delivered);
  ratio_put(document, "requests.empty_share", empty, polls);
  ratio_put(document, "requests.per_s", requests, duration_s);
  ratio_put(document, "bytes.protocol_per_message", protocol, delivered);
  ratio_put(document, "bytes.protocol_per_s", protocol, duration_s);
  ratio_put(document, "bytes.head_per_s", heads, duration_s);
  ratio_put(document, "bytes.wire_per_message", wire, delivered);
  ratio_put(document, "bytes.wire_per_s", wire, duration_s);
}

/* For each user: how much of its time it had something to see, and what it costs in an
 * hour of the schedule. Where time is scaled, that hour is as many times shorter; it says
 * most where no message is sent. */
static void users_put(json_t *document) {
  double user_s =
      field_number(document, "clients", NAN) * field_number(document, "duration_s", NAN);
  double user_hours = user_s * field_number(document, "time_scale", 1) / 3600;
  double wire =
      field_number(document, "bytes.wire_up", NAN) + field_number(document, "bytes.wire_down", NAN);
  double requests = field_number(document, "requests.total", NAN);
  double cpu_ms = field_number(document, "server.cpu_s", NAN) * 1e3;
  ratio_put(document, "age_ns.watched_share", field_number(document, "age_ns.watched_s", NAN),
            user_s);
  ratio_put(document, "requests.per_user_hour", requests, user_hours);
  ratio_put(document, "bytes.wire_per_user_hour", wire, user_hours);
  ratio_put(document, "server.cpu_ms_per_user_hour", cpu_ms, user_hours);
}

static void server_window_put(json_t *document, const struct measurement *measurement) {
  const struct edge *start = &measurement->start, *end = &measurement->end;
  double delivered = field_number(document, "delivered", 0);
  double cpu_s = end->sample.cpu_s - start->sample.cpu_s;
  double window_s = (double)(end->sample.at_ns - start->sample.at_ns) / (double)NS_PER_S;
  field_put(document, "server.cpu_s", json_real(cpu_s));
  field_put(document, "server.cpu_window_s", json_real(window_s));
  field_put(document, "server.rss_end_bytes", json_integer((json_int_t)end->sample.rss_bytes));
  /* Where everything has arrived, users leave while the sockets are counted. */
  uint64_t held = start->sockets > end->sockets ? start->sockets : end->sockets;
  field_put(document, "server.connections_held", json_integer((json_int_t)held));
  if (delivered > 0)
    field_put(document, "server.cpu_us_per_message", json_real(cpu_s * 1e6 / delivered));
  if (end->context_switches >= start->context_switches)
    field_put(document, "server.context_switches",
              json_integer((json_int_t)(end->context_switches - start->context_switches)));
}

static void memory_put(json_t *document, const struct measurement *measurement) {
  double clients = cell_number(measurement->cell, "clients");
  double start_bytes = (double)measurement->ready.sample.rss_bytes;
  if (!measurement->has_ready)
    return;
  field_put(document, "server.rss_start_bytes", json_integer((json_int_t)start_bytes));
  if (measurement->has_end)
    field_put(document, "server.rss_per_client_bytes",
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
    field_put(document, "server.rss_peak_bytes",
              json_integer((json_int_t)measurement->rss_peak_bytes));
    field_put(document, "server.threads_peak", json_integer((json_int_t)measurement->threads_peak));
  }
  if (!isnan(measurement->server_cpu_whole_s))
    field_put(document, "server.cpu_whole_s", json_real(measurement->server_cpu_whole_s));
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

/* Why a field is null, as exactly as it is known. */
static const char *absence(const struct field *field, const json_t *document,
                           const struct measurement *measurement) {
  bool in_process = measurement->cell->engine == ENGINE_NULL;
  const char *reason = in_process ? null_absence(field->path) : NULL;
  if (*measurement->failure)
    return measurement->failure;
  if (reason)
    return reason;
  if (measurement->client_cpu < 0 &&
      (path_begins(field->path, "noise_ns.client.") || path_begins(field->path, "other_share.")))
    return "server and client shared the processors";
  if (strcmp(field->path, "compression") == 0)
    return compression_absence(measurement->cell);
  if (strcmp(field->path, "server.context_switches") == 0 && measurement->has_end)
    return "threads ended in the measured phase and took their counts with them";
  if (path_begins(field->path, "publish_lag_ns.") && field_get(document, "publish_lag_ns.count"))
    return "no message was published";
  if (path_begins(field->path, "server.cpu_") && !measurement->has_end)
    return "the server was not sampled over the measured phase";
  return field->absent;
}

/* A null for every field that is not there, and its reason. */
static void absences_put(json_t *document, const struct measurement *measurement) {
  json_t *unmeasured = json_object();
  for (const struct field *field = fields; field->path; field++) {
    if (path_begins(field->path, "verdict.") || field_is_measured(document, field->path))
      continue;
    field_put(document, field->path, json_null());
    json_object_set_new(unmeasured, field->path,
                        json_string(absence(field, document, measurement)));
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
  quantiles_clear(document, "latency_ns");
  quantiles_clear(document, "ack_ns");
  quantiles_clear(document, "publish_lag_ns");
  quantiles_clear(document, "heartbeat_rtt_ns");
  quantiles_clear(document, "notice_ns");
  quantiles_clear(document, "tls_handshake_ns");
  quantiles_clear(document, "client.loop_lag_ns");
  quantiles_clear(document, "life.connect_ns");
  quantiles_clear(document, "life.first_byte_ns");
  quantiles_clear(document, "life.ready_ns");
  quantiles_clear(document, "life.outage_ns");
  ratios_put(document);
  users_put(document);
  struct model model = model_of(document);
  json_object_set_new(document, "model", model_json(&model));
  absences_put(document, measurement);
  json_object_set_new(document, "verdict", verdict_of(document));
  return document;
}
