/* The list of fields, and the way along a dotted path. */
#include "bench/fields.h"

#include <string.h>

enum { PATH_PART_BYTES = 64 };

static const char client_silent[] = "the client's document does not have it";
static const char server_silent[] = "the server's last line does not have it";
static const char server_unseen[] = "the server was not sampled over the measured phase";
static const char never_seen[] = "no user saw a message before the measured phase was over";
static const char no_noise[] = "the noise meter did not run over the measured phase";
static const char few_seconds[] = "fewer than five seconds of the phase have a message";
static const char no_model[] =
    "the model does not say, or what it is compared with was not measured";
static const char no_requests[] = "no request was made in the measured phase";
static const char no_outage[] = "no user was ready again after it had lost its connection";
static const char never_so_far[] = "no connection came so far";
static const char none_writes[] = "nobody writes in this workload";
static const char without_tls[] = "no connection used TLS";
static const char none_delivered[] = "no message was delivered in the measured phase";

static const char no_pings[] = "the users sent no pings in the measured phase";
static const char nobody_ended[] = "the server's heartbeats took nobody for dead";
static const char no_failure[] = "no failure was brought about";
static const char no_notice[] = "no failure was brought about, or no user noticed it";

#define LATENCIES(name, reason)                                                              \
  {name ".count", reason, true}, {name ".min", reason, true}, {name ".mean", reason, true},  \
      {name ".p50", reason, true}, {name ".p90", reason, true}, {name ".p99", reason, true}, \
      {name ".p99_9", reason, true}, {name ".p99_99", reason, true}, {                       \
    name ".max", reason, true                                                                \
  }

#define MODELLED(name)                                                       \
  {name ".predicted", no_model, true}, {name ".residual", no_model, true}, { \
    name ".bound", no_model, true                                            \
  }

const struct field fields[] = {
    {"schema", "", false},
    {"experiment", "", false},
    {"cell", "", false},
    {"repeat", "", false},
    {"engine", "", false},
    {"transport", "", false},
    {"params", "", false},
    {"outcome", "", false},
    {"verdict.status", "", false},
    {"verdict.reasons", "", false},
    {"published", client_silent, true},
    {"expected", client_silent, true},
    {"delivered", client_silent, true},
    {"lost", client_silent, true},
    {"duplicated", client_silent, true},
    {"reordered", client_silent, true},
    {"written", none_writes, true},
    {"acknowledged", none_writes, true},
    {"pairs.count", none_writes, true},
    {"pairs.incomplete", none_writes, true},
    LATENCIES("latency_ns", none_delivered),
    LATENCIES("ack_ns", none_writes),
    LATENCIES("publish_lag_ns", server_silent),
    {"requests.total", client_silent, true},
    {"requests.empty", client_silent, true},
    {"requests.per_message", none_delivered, true},
    {"publish.requests", none_writes, true},
    {"publish.waited", none_writes, true},
    {"publish.refused", none_writes, true},
    {"connections.opened", client_silent, true},
    {"connections.failed", client_silent, true},
    {"connections.reopened", client_silent, true},
    {"bytes.payload", client_silent, true},
    {"bytes.payload_up", client_silent, true},
    {"bytes.protocol_up", client_silent, true},
    {"bytes.protocol_down", client_silent, true},
    {"bytes.head_up", client_silent, true},
    {"bytes.head_down", client_silent, true},
    {"bytes.saved_up", client_silent, true},
    {"bytes.saved_down", client_silent, true},
    {"bytes.tls_up", client_silent, true},
    {"bytes.tls_down", client_silent, true},
    {"bytes.tcp_up", client_silent, true},
    {"bytes.tcp_down", client_silent, true},
    {"bytes.wire_up", client_silent, true},
    {"bytes.wire_down", client_silent, true},
    {"bytes.wire_per_message", none_delivered, true},
    {"segments.up", client_silent, true},
    {"segments.down", client_silent, true},
    {"segments.retransmitted", client_silent, true},
    {"server.cpu_s", server_unseen, true},
    {"server.cpu_us_per_message", none_delivered, true},
    {"server.rss_peak_bytes", server_unseen, true},
    {"server.rss_per_client_bytes", server_unseen, true},
    {"server.threads_peak", server_unseen, true},
    {"server.context_switches", server_unseen, true},
    {"client.cpu_s", client_silent, true},
    {"client.cpu_share", client_silent, true},
    LATENCIES("client.loop_lag_ns", client_silent),
    {"duration_s", client_silent, true},
    {"clients", "", false},
    {"channels", client_silent, true},
    {"corrupted", client_silent, true},
    {"early", client_silent, true},
    {"clients_ready", client_silent, true},
    {"published_seen", client_silent, true},
    {"requests.failed", client_silent, true},
    {"server.rss_start_bytes", server_unseen, true},
    {"server.rss_end_bytes", server_unseen, true},
    {"server.connections_held", server_unseen, true},
    {"age_ns.mean", never_seen, true},
    {"age_ns.p50", never_seen, true},
    {"age_ns.p99", never_seen, true},
    {"age_ns.watched_share", never_seen, true},
    LATENCIES("noise_ns.server", no_noise),
    LATENCIES("noise_ns.client", no_noise),
    {"noise.scheduling", no_noise, false},
    {"noise.cpu_share", no_noise, true},
    {"requests.empty_share", no_requests, true},
    {"requests.per_s", client_silent, true},
    {"requests.per_user_hour", client_silent, true},
    {"bytes.protocol_per_message", none_delivered, true},
    {"bytes.protocol_per_s", client_silent, true},
    {"bytes.head_per_s", client_silent, true},
    {"bytes.wire_per_s", client_silent, true},
    {"bytes.wire_per_user_hour", client_silent, true},
    {"server.cpu_ms_per_user_hour", server_unseen, true},
    {"replayed", client_silent, true},
    {"skipped", client_silent, true},
    {"slow.users", client_silent, true},
    {"slow.lost", client_silent, true},
    {"slow.skipped", client_silent, true},
    {"server.report.counters.messages_dropped", server_silent, true},
    {"server.report.counters.connections_dropped", server_silent, true},
    {"connections.closed", client_silent, true},
    {"life.not_back", client_silent, true},
    {"life.outage_ns.p50", no_outage, true},
    {"life.outage_ns.p99", no_outage, true},
    {"life.outage_ns.max", no_outage, true},
    {"life.connect_ns.p50", never_so_far, true},
    {"life.connect_ns.p99", never_so_far, true},
    {"life.first_byte_ns.p50", never_so_far, true},
    {"life.first_byte_ns.p99", never_so_far, true},
    {"life.ready_ns.p50", never_so_far, true},
    {"life.ready_ns.p99", never_so_far, true},
    {"life.ready_ns.max", never_so_far, true},
    {"heartbeats.sent", client_silent, true},
    {"heartbeats.answered", client_silent, true},
    {"heartbeats.received", client_silent, true},
    {"heartbeats.missed", client_silent, true},
    {"heartbeat_rtt_ns.p50", no_pings, true},
    {"heartbeat_rtt_ns.p99", no_pings, true},
    {"heartbeat_rtt_ns.max", no_pings, true},
    {"server.report.counters.heartbeats_missed", server_silent, true},
    {"server.report.heartbeat_silence_ns.max", nobody_ended, true},
    {"server.report.send_queues.unacknowledged_bytes", server_silent, true},
    {"server.report.send_queues.kernel_bytes", server_silent, true},
    {"failure.affected", no_failure, true},
    {"failure.noticed", no_failure, true},
    {"notice_ns.p50", no_notice, true},
    {"notice_ns.p99", no_notice, true},
    {"notice_ns.max", no_notice, true},
    {"compression", client_silent, false},
    {"tls.version", without_tls, false},
    {"tls.cipher", without_tls, false},
    {"tls.full", without_tls, true},
    {"tls.resumed", without_tls, true},
    {"tls.failed", without_tls, true},
    LATENCIES("tls_handshake_ns", without_tls),
    {"other_share.server", server_unseen, true},
    {"other_share.client", server_unseen, true},
    {"clock.wall_step_ns", server_unseen, true},
    {"clock.suspended_ns", server_unseen, true},
    {"settling.first_ns", few_seconds, true},
    {"settling.later_ns", few_seconds, true},
    MODELLED("model.latency_mean_ns"),
    MODELLED("model.requests_per_s"),
    MODELLED("model.empty_share"),
    MODELLED("model.protocol_per_message_bytes"),
    MODELLED("model.wire_per_message_bytes"),
    MODELLED("model.age_mean_ns"),
    {NULL, NULL, false},
};

/* Copies the path's first part; returns what follows it, NULL if it is too long. */
static const char *path_part(const char *path, char *part) {
  size_t bytes = strcspn(path, ".");
  if (bytes >= PATH_PART_BYTES)
    return NULL;
  memcpy(part, path, bytes);
  part[bytes] = '\0';
  return path + bytes + (path[bytes] == '.');
}

json_t *field_get(const json_t *object, const char *path) {
  char part[PATH_PART_BYTES];
  const json_t *at = object;
  while (at && path && *path) {
    path = path_part(path, part);
    at = path ? json_object_get(at, part) : NULL;
  }
  return (json_t *)at;
}

void field_put(json_t *object, const char *path, json_t *value) {
  char part[PATH_PART_BYTES];
  const char *rest = path_part(path, part);
  while (rest && *rest) {
    json_t *inner = json_object_get(object, part);
    if (!json_is_object(inner)) {
      inner = json_object();
      json_object_set_new(object, part, inner);
    }
    object = inner;
    rest = path_part(rest, part);
  }
  json_object_set_new(object, part, value);
}

double field_number(const json_t *object, const char *path, double fallback) {
  const json_t *value = field_get(object, path);
  return json_is_number(value) ? json_number_value(value) : fallback;
}

bool field_is_measured(const json_t *object, const char *path) {
  const json_t *value = field_get(object, path);
  return value && !json_is_null(value);
}
