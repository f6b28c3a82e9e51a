/* The document, built by jansson, and the exit code. docs/figures.md has its members. */
#include "clients/result/result.h"

#include <jansson.h>
#include <stdlib.h>

#include "clients/result/result_parts.h"
#include "clients/result/result_words.h"
#include "clients/run/client_totals.h"
#include "common/base/traits.h"
#include "documents/figures.h"
#include "documents/parts.h"
#include "documents/users_document.h"

enum status result_status(const struct client *client) {
  if (client->phases.outcome == OUTCOME_INTERRUPTED)
    return STATUS_INTERRUPTED;
  if (client->phases.outcome == OUTCOME_FAILED)
    return STATUS_ENVIRONMENT;
  const struct counters *counters = &client->phases.whole.counters;
  struct totals totals = client_totals(client);
  /* messages that paused users miss are the fault's purpose */
  bool good = totals.lost == totals.slow.lost && counters->corrupted == 0 &&
              counters->connections_failed == 0 && counters->early == 0 &&
              life_lost_unprovoked(&client->life) == 0 &&
              (!client->crowd.writers || client->crowd.writers->written <= totals.published);
  return good ? STATUS_OK : STATUS_CHECK;
}

/* The figure over the whole run, or the one in the measured phase. */
#define FIGURE_OVER(whole, NAME) ((whole) ? FIGURE_WHOLE_##NAME : FIGURE_##NAME)

static void bytes_put(json_t *document, bool whole, const struct counters *counters,
                      const struct wire_bytes *wire) {
  const struct {
    enum figure figure;
    uint64_t bytes;
  } figures[] = {
      {FIGURE_OVER(whole, BYTES_PAYLOAD), counters->payload_bytes},
      {FIGURE_OVER(whole, BYTES_DATA), counters->data_bytes},
      {FIGURE_OVER(whole, BYTES_PAYLOAD_UP), counters->payload_up_bytes},
      {FIGURE_OVER(whole, BYTES_PROTOCOL_UP),
       counters->up_bytes + counters->saved_up_bytes - counters->payload_up_bytes},
      {FIGURE_OVER(whole, BYTES_PROTOCOL_DOWN),
       counters->down_bytes + counters->saved_down_bytes - counters->payload_bytes},
      {FIGURE_OVER(whole, BYTES_SAVED_UP), counters->saved_up_bytes},
      {FIGURE_OVER(whole, BYTES_SAVED_DOWN), counters->saved_down_bytes},
      {FIGURE_OVER(whole, BYTES_HEAD_UP), counters->head_up_bytes},
      {FIGURE_OVER(whole, BYTES_HEAD_DOWN), counters->head_down_bytes},
      {FIGURE_OVER(whole, BYTES_TLS_UP), counters->tls_up_bytes},
      {FIGURE_OVER(whole, BYTES_TLS_DOWN), counters->tls_down_bytes},
      {FIGURE_OVER(whole, BYTES_TCP_UP), wire->tcp_up},
      {FIGURE_OVER(whole, BYTES_TCP_DOWN), wire->tcp_down},
      {FIGURE_OVER(whole, BYTES_WIRE_UP), wire->wire_up},
      {FIGURE_OVER(whole, BYTES_WIRE_DOWN), wire->wire_down},
  };
  for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
    figure_put_count(document, figures[i].figure, figures[i].bytes);
}

/* The figures of both: requests, bytes, segments, heartbeats. */
static void snapshot_put(json_t *document, bool whole, const struct snapshot *snapshot) {
  const struct counters *counters = &snapshot->counters;
  const struct wire_bytes *wire = &snapshot->wire;
  figure_put_count(document, FIGURE_OVER(whole, REQUESTS), counters->requests);
  figure_put_count(document, FIGURE_OVER(whole, REQUESTS_EMPTY), counters->requests_empty);
  figure_put_count(document, FIGURE_OVER(whole, REQUESTS_FAILED), counters->requests_failed);
  bytes_put(document, whole, counters, wire);
  figure_put_count(document, FIGURE_OVER(whole, SEGMENTS_UP), wire->segments_up);
  figure_put_count(document, FIGURE_OVER(whole, SEGMENTS_DOWN), wire->segments_down);
  figure_put_count(document, FIGURE_OVER(whole, SEGMENTS_RETRANSMITTED), wire->retransmitted);
  figure_put_count(document, FIGURE_OVER(whole, HEARTBEATS_SENT), counters->heartbeats_sent);
  figure_put_count(document, FIGURE_OVER(whole, HEARTBEATS_ANSWERED),
                   counters->heartbeats_answered);
  figure_put_count(document, FIGURE_OVER(whole, HEARTBEATS_RECEIVED),
                   counters->heartbeats_received);
  figure_put_count(document, FIGURE_OVER(whole, HEARTBEATS_MISSED), counters->heartbeats_missed);
}

static void whole_put(json_t *document, const struct client *client, uint64_t received) {
  snapshot_put(document, true, &client->phases.whole);
  figure_put_count(document, FIGURE_WHOLE_DELIVERED, received);
}

static void connections_put(json_t *document, const struct counters *counters) {
  figure_put_count(document, FIGURE_CONNECTIONS_ATTEMPTED, counters->connections_attempted);
  figure_put_count(document, FIGURE_CONNECTIONS_OPENED, counters->connections_opened);
  figure_put_count(document, FIGURE_CONNECTIONS_FAILED, counters->connections_failed);
  figure_put_count(document, FIGURE_CONNECTIONS_REOPENED, counters->connections_reopened);
  figure_put_count(document, FIGURE_CONNECTIONS_CLOSED, counters->connections_closed);
}

/* The compression that was used; NULL: none. */
static const char *compression_name(const struct client *client) {
  if (!client->record.compressed)
    return NULL;
  return transport_traits[client->options->transport].framed ? "permessage-deflate" : "gzip";
}

/* `tls`: NULL without TLS. */
static void tls_put(json_t *document, const struct tls *tls) {
  const struct tls_figures *figures = tls ? tls_figures(tls) : NULL;
  figure_put_text(document, FIGURE_TLS_VERSION, tls ? figures->version : NULL);
  figure_put_text(document, FIGURE_TLS_CIPHER, tls ? figures->cipher : NULL);
  figure_put_count_if(document, FIGURE_TLS_FULL, tls, tls ? figures->full : 0);
  figure_put_count_if(document, FIGURE_TLS_RESUMED, tls, tls ? figures->resumed : 0);
  figure_put_count_if(document, FIGURE_TLS_FAILED, tls, tls ? figures->failed : 0);
  histogram_put(document, HISTOGRAM_TLS_HANDSHAKE, tls ? &figures->handshake : NULL);
}

static void timeline_put(json_t *document, const struct timeline *timeline) {
  json_t *array = json_array();
  for (size_t i = 0; i < timeline->row_count; i++) {
    const struct timeline_row *row = &timeline->rows[i];
    json_t *second = json_object();
    figure_put_count(second, FIGURE_SECOND, i);
    figure_put_count(second, FIGURE_SECOND_DELIVERED, row->delivered);
    figure_put_count(second, FIGURE_SECOND_REQUESTS, row->requests);
    figure_put_count(second, FIGURE_SECOND_EMPTY, row->requests_empty);
    figure_put_count(second, FIGURE_SECOND_OPENED, row->connections_opened);
    figure_put_text(second, FIGURE_SECOND_LATENCY_HISTOGRAM, row->latency);
    json_array_append_new(array, second);
  }
  figure_put(document, FIGURE_TIMELINE, array);
}

/* The counts of the measured phase; zero where it did not begin. */
static struct snapshot window_of(const struct phases *phases) {
  return (struct snapshot){
      .counters = counters_since(&phases->end.counters, &phases->start.counters),
      .wire = wire_bytes_since(&phases->end.wire, &phases->start.wire),
  };
}

static void slow_put(json_t *document, const struct totals_slow *slow) {
  figure_put_count(document, FIGURE_SLOW_USERS, slow->users);
  figure_put_count(document, FIGURE_SLOW_EXPECTED, slow->expected);
  figure_put_count(document, FIGURE_SLOW_DELIVERED, slow->delivered);
  figure_put_count(document, FIGURE_SLOW_LOST, slow->lost);
  figure_put_count(document, FIGURE_SLOW_SKIPPED, slow->skipped);
}

/* The figures that users without a network have, too. */
static struct users_figures figures_of(const struct client *client, const struct totals *totals,
                                       const struct counters *window) {
  static const char *const outcomes[] = {
      [OUTCOME_DONE] = "done", [OUTCOME_INTERRUPTED] = "interrupted", [OUTCOME_FAILED] = "failed"};
  const struct phases *phases = &client->phases;
  const struct record *record = &client->record;
  return (struct users_figures){
      .transport = transport_name(client->options->transport),
      .outcome = outcomes[phases->outcome],
      .error = phases->error.text[0] ? phases->error.text : NULL,
      .clients = (uint64_t)client->options->clients,
      .clients_ready = phases->ready_at_start,
      .channels = client->workload.channels,
      .window_start_ns = phases->measured ? record->start_ns : 0,
      .window_end_ns = phases->measured ? record->end_ns : 0,
      .counted_start_ns = phases->start.at_ns,
      .counted_end_ns = phases->end.at_ns,
      .received = window->received,
      .polls_answered = window->polls_answered,
      .untold = client->description && !client->publisher,
      .published = totals->published,
      .published_seen = record_published_seen(record),
      .expected = totals->expected,
      .delivered = totals->delivered,
      .lost = totals->lost,
      .skipped = totals->skipped,
      .duplicated = totals->duplicated,
      .reordered = totals->reordered,
      .corrupted = phases->whole.counters.corrupted,
      .timed = record->server_clock.same,
      .early = record->counters.early,
      .latency = &record->latency,
      .broadcast = &record->broadcast,
      .age = &record->age,
  };
}

static json_t *result_json(const struct client *client) {
  const struct phases *phases = &client->phases;
  const struct record *record = &client->record;
  struct totals totals = client_totals(client);
  struct snapshot window = window_of(phases);
  const struct users_figures figures = figures_of(client, &totals, &window.counters);
  json_t *document = users_document(&figures);
  figure_put_count_if(document, FIGURE_REPLAYED, figures.timed, totals.replayed);
  slow_put(document, &totals.slow);
  clock_put(document, &record->server_clock);
  writing_put(document, client, &window.counters);
  publisher_put(document, client);
  snapshot_put(document, false, &window);
  connections_put(document, &phases->whole.counters);
  heartbeat_rtt_put(document, client);
  faults_put(document, client);
  life_put(document, &client->life);
  figure_put_text(document, FIGURE_COMPRESSION, compression_name(client));
  tls_put(document, client->tls);
  http2_put(document, client, &window.counters);
  whole_put(document, client, totals.received);
  process_put(document, client, &window.counters);
  timeline_put(document, &record->timeline);
  series_put(document, &record->series);
  figure_put(document, FIGURE_NOTES, notes_json(client, &totals));
  return document;
}

enum status result_print(const struct client *client, FILE *out, enum result_form form,
                         struct error *error) {
  json_t *document = result_json(client);
  int failed = 0;
  if (form == RESULT_WORDS)
    result_words_print(document, out);
  else
    failed = json_dumpf(document, out, JSON_COMPACT | JSON_REAL_PRECISION(9)) != 0 ||
             fputc('\n', out) == EOF;
  json_decref(document);
  if (failed || fflush(out) != 0 || ferror(out))
    return error_set(error, STATUS_ENVIRONMENT, "cannot write the result");
  return STATUS_OK;
}
