/* JSON lines on standard output. */
#include "servers/control/server_report.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "common/base/output.h"
#include "servers/control/control.h"

/* Prints one line at once and gives the reference back. */
static void print_line(json_t *object) {
  json_dumpf(object, stdout, JSON_COMPACT | JSON_REAL_PRECISION(12));
  fputc('\n', stdout);
  fflush(stdout);
  json_decref(object);
}

enum status report_ready(const struct server *server, const char *host, uint16_t port,
                         struct error *error) {
  print_line(json_pack("{s:b,s:s,s:i,s:i,s:o,s:s}", "ready", 1, "host", host, "port", (int)port,
                       "pid", (int)getpid(), "clock", server_clock_json(), "control_token",
                       server->access.token));
  return output_flush(error);
}

static json_t *histogram_json(const struct histogram *histogram) {
  json_t *object = json_object();
  json_object_set_new(object, "count", json_integer((json_int_t)histogram->count));
  json_object_set_new(object, "out_of_range", json_integer((json_int_t)histogram->out_of_range));
  if (histogram->count == 0)
    return object;
  static const struct {
    const char *name;
    double quantile;
  } quantiles[] = {{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p99_9", 0.999}, {"p99_99", 0.9999}};
  json_object_set_new(object, "min", json_integer((json_int_t)histogram->min_ns));
  json_object_set_new(object, "mean", json_real(histogram_mean_ns(histogram)));
  for (size_t i = 0; i < sizeof quantiles / sizeof quantiles[0]; i++)
    json_object_set_new(
        object, quantiles[i].name,
        json_integer((json_int_t)histogram_quantile_ns(histogram, quantiles[i].quantile)));
  json_object_set_new(object, "max", json_integer((json_int_t)histogram->max_ns));
  return object;
}

static json_t *age_json(const struct age *age) {
  if (age->time_ns <= 0)
    return json_null();
  return json_pack("{s:f, s:I, s:I, s:f}", "mean", age_mean_ns(age), "p50",
                   (json_int_t)age_quantile_ns(age, 0.5), "p99",
                   (json_int_t)age_quantile_ns(age, 0.99), "watched_s",
                   age->time_ns / (double)NS_PER_S);
}

static json_t *histogram_text_json(const struct histogram *histogram) {
  char *text = histogram_to_text(histogram);
  json_t *string = text == NULL ? json_null() : json_string(text);
  free(text);
  return string;
}

static json_t *queues_json(const struct dead_peers_state *queues) {
  return json_pack("{s:I,s:I,s:I}", "connections", (json_int_t)queues->connections,
                   "unacknowledged_bytes", (json_int_t)queues->unacknowledged_bytes, "kernel_bytes",
                   (json_int_t)queues->kernel_bytes);
}

void report_counts(struct server *server, const struct dead_peers_state *queues) {
  struct publisher_state state = publisher_state(&server->publisher);
  const struct histogram *lag = &server->publisher.lag;
  print_line(json_pack(
      "{s:I,s:I,s:I,s:I,s:o,s:o,s:o,s:o,s:o,s:o}", "published",
      (json_int_t)hub_published(&server->hub), "publish_failed", (json_int_t)state.failed,
      "published_until_ns", (json_int_t)state.published_until_ns, "epoch_ns",
      (json_int_t)state.epoch_ns, "publish_lag_ns", histogram_json(lag), "publish_lag_histogram",
      histogram_text_json(lag), "heartbeat_rtt_ns", histogram_json(&server->heartbeats.rtt),
      "heartbeat_silence_ns", histogram_json(&server->heartbeats.silence), "send_queues",
      queues_json(queues), "counters", server_counters_json(&server->counters)));
}

void report_users(const struct server_options *options, const struct report_users *users) {
  static const char *const names[] = {"short_poll", "long_poll", "sse", "websocket"};
  json_t *document = json_pack(
      "{s:i,s:s,s:I,s:I,s:s,s:n,s:{s:I,s:I,s:I,s:I},s:{s:I,s:I},s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I}",
      "schema", 1, "transport", names[options->transport], "clients", (json_int_t)options->clients,
      "channels", (json_int_t)users->channels, "outcome",
      users->interrupted ? "interrupted" : "done", "error", "window", "start_ns",
      (json_int_t)users->window_start_ns, "end_ns", (json_int_t)users->window_end_ns,
      "counted_start_ns", (json_int_t)users->window_start_ns, "counted_end_ns",
      (json_int_t)users->window_end_ns, "counted", "received", (json_int_t)users->received,
      "polls_answered", (json_int_t)users->polls_answered, "published",
      (json_int_t)users->published, "published_seen", (json_int_t)users->published_seen, "expected",
      (json_int_t)users->expected, "delivered", (json_int_t)users->delivered, "lost",
      (json_int_t)(users->expected - users->delivered), "duplicated", (json_int_t)users->duplicated,
      "reordered", (json_int_t)users->reordered, "corrupted", (json_int_t)users->corrupted);
  json_object_set_new(document, "early", json_integer((json_int_t)users->early));
  json_object_set_new(document, "clients_ready", json_integer((json_int_t)options->clients));
  json_object_set_new(document, "replayed", json_null());
  json_object_set_new(document, "skipped", json_integer((json_int_t)users->skipped));
  json_object_set_new(document, "latency_ns", histogram_json(users->latency));
  json_object_set_new(document, "latency_histogram", histogram_text_json(users->latency));
  json_object_set_new(document, "first_ns", histogram_json(&users->broadcast->first));
  json_object_set_new(document, "spread_ns", histogram_json(&users->broadcast->spread));
  json_object_set_new(document, "unplaced", json_integer((json_int_t)users->broadcast->unplaced));
  json_object_set_new(document, "age_ns", age_json(users->age));
  json_object_set_new(document, "requests",
                      json_pack("{s:I,s:I,s:i}", "total", (json_int_t)users->requests, "empty",
                                (json_int_t)users->requests_empty, "failed", 0));
  json_object_set_new(document, "bytes",
                      json_pack("{s:I,s:i,s:n,s:I,s:n,s:I,s:n,s:n,s:n,s:n}", "payload",
                                (json_int_t)users->payload_bytes, "payload_up", 0, "protocol_up",
                                "protocol_down", (json_int_t)users->protocol_down_bytes, "head_up",
                                "head_down", (json_int_t)users->head_down_bytes, "tcp_up",
                                "tcp_down", "wire_up", "wire_down"));
  json_object_set_new(document, "connections", json_null());
  json_object_set_new(document, "segments", json_null());
  json_object_set_new(document, "client", json_null());
  json_object_set_new(document, "timeline", json_array());
  json_object_set_new(document, "notes",
                      json_pack("[s]", "users in process: no sockets, so no connections, "
                                       "segments or wire bytes"));
  print_line(document);
}
