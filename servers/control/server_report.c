/* Makes the documents. */
#include "servers/control/server_report.h"

#include <jansson.h>
#include <stdio.h>
#include <unistd.h>

#include "common/base/output.h"
#include "documents/figures.h"
#include "documents/parts.h"
#include "servers/control/control.h"

/* Takes the reference. */
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

static void queues_put(json_t *document, const struct dead_peers_state *queues) {
  figure_put_count(document, FIGURE_SEND_QUEUES_CONNECTIONS, queues->connections);
  figure_put_count(document, FIGURE_SEND_QUEUES_UNACKNOWLEDGED, queues->unacknowledged_bytes);
  figure_put_count(document, FIGURE_SEND_QUEUES_KERNEL, queues->kernel_bytes);
}

void report_counts(struct server *server, const struct dead_peers_state *queues) {
  struct publisher_state state = publisher_state(&server->shared->publisher);
  const struct histogram *lag = &server->shared->publisher.lag;
  json_t *document = json_object();
  figure_put_count(document, FIGURE_SERVER_PUBLISHED, hub_published(&server->hub));
  figure_put_count(document, FIGURE_SERVER_PUBLISH_FAILED, state.failed);
  figure_put_count(document, FIGURE_SERVER_PUBLISHED_UNTIL, state.published_until_ns);
  figure_put_count(document, FIGURE_SERVER_EPOCH, state.epoch_ns);
  histogram_put(document, HISTOGRAM_SERVER_PUBLISH_LAG, lag);
  histogram_text_put(document, FIGURE_SERVER_PUBLISH_LAG_HISTOGRAM, lag);
  histogram_put(document, HISTOGRAM_SERVER_HEARTBEAT_RTT, &server->heartbeats.rtt);
  histogram_put(document, HISTOGRAM_SERVER_HEARTBEAT_SILENCE, &server->heartbeats.silence);
  queues_put(document, queues);
  figure_put(document, FIGURE_SERVER_COUNTERS, server_counters_json(&server->shared->counters));
  print_line(json_incref(figure_json(document, FIGURE_SERVER_REPORT)));
  json_decref(document);
}

void report_users(const struct users_figures *users, const struct report_traffic *traffic) {
  json_t *document = users_document(users);
  figure_put_null(document, FIGURE_REPLAYED); /* users in process do not reconnect */
  figure_put_count(document, FIGURE_REQUESTS, traffic->requests);
  figure_put_count(document, FIGURE_REQUESTS_EMPTY, traffic->requests_empty);
  figure_put_count(document, FIGURE_REQUESTS_FAILED, 0);
  figure_put_count(document, FIGURE_BYTES_PAYLOAD, traffic->payload_bytes);
  figure_put_count(document, FIGURE_BYTES_DATA, traffic->data_bytes);
  figure_put_count(document, FIGURE_BYTES_PAYLOAD_UP, 0);
  figure_put_count(document, FIGURE_BYTES_PROTOCOL_DOWN, traffic->protocol_down_bytes);
  figure_put_count(document, FIGURE_BYTES_HEAD_DOWN, traffic->head_down_bytes);
  figure_put(document, FIGURE_TIMELINE, json_array());
  figure_put(document, FIGURE_NOTES,
             json_pack("[s]", "users in process: no sockets, so no connections, segments or wire "
                              "bytes"));
  print_line(document);
}
