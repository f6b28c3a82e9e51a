/* The document, built with jansson; docs/design.md says what is in it. */
#include "clients/result/result.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdlib.h>

#include "clients/result/result_json.h"
#include "clients/result/result_words.h"
#include "clients/run/client.h"
#include "common/base/clock.h"

/* What users publish is not due in the order of its numbers: at the edges of the phase a
 * number between the first and the last may be of another phase. */
static uint64_t skipped_by(const struct subscriber *subscriber,
                           const struct server_channel *channel, uint64_t lost) {
  if (channel->count == 0)
    return 0;
  uint64_t skipped =
      ledger_skipped_in(&subscriber->ledger, channel->first, channel->last - channel->first + 1);
  return skipped < lost ? skipped : lost;
}

static void user_add(struct result_totals *totals, const struct subscriber *subscriber,
                     const struct server_channel *channel, bool slow) {
  uint64_t delivered = subscriber->ledger.delivered;
  uint64_t lost = channel->count > delivered ? channel->count - delivered : 0;
  uint64_t skipped = skipped_by(subscriber, channel, lost);
  totals->delivered += delivered;
  totals->lost += lost;
  totals->skipped += skipped;
  totals->replayed += subscriber->replayed;
  totals->duplicated += subscriber->ledger.duplicated + subscriber->hearing.repeated;
  totals->reordered += subscriber->ledger.reordered;
  if (!slow)
    return;
  totals->slow.users++;
  totals->slow.expected += delivered + lost;
  totals->slow.delivered += delivered;
  totals->slow.lost += lost;
  totals->slow.skipped += skipped;
}

struct result_totals result_totals_of(const struct client *client) {
  const struct phases *phases = &client->phases;
  struct result_totals totals = {.published = 0};
  for (size_t i = 0; i < client->crowd.count; i++) {
    const struct subscriber *subscriber = &client->crowd.users[i].subscriber;
    user_add(&totals, subscriber, &phases->published[subscriber->channel],
             client->crowd.users[i].slow);
  }
  if (!phases->published_known) { /* then what was seen is all that is known */
    totals.published = record_published_seen(&client->record);
    totals.expected = totals.delivered;
    totals.lost = totals.skipped = 0;
    totals.slow.expected = totals.slow.delivered;
    totals.slow.lost = totals.slow.skipped = 0;
    return totals;
  }
  for (size_t i = 0; i < client->record.channel_count; i++)
    totals.published += phases->published[i].count;
  totals.expected = phases->expected;
  return totals;
}

enum status result_status(const struct client *client) {
  if (client->phases.outcome == OUTCOME_INTERRUPTED)
    return STATUS_INTERRUPTED;
  if (client->phases.outcome == OUTCOME_FAILED)
    return STATUS_ENVIRONMENT;
  const struct counters *counters = &client->phases.whole.counters;
  struct result_totals totals = result_totals_of(client);
  /* what those miss who do not read is what was to be seen */
  bool good = totals.lost == totals.slow.lost && counters->corrupted == 0 &&
              counters->connections_failed == 0 && counters->early == 0 &&
              life_lost_unprovoked(&client->life) == 0 &&
              (!client->crowd.writers || client->crowd.writers->written <= totals.published);
  return good ? STATUS_OK : STATUS_CHECK;
}

static void put_text(json_t *object, const char *name, char *text) {
  json_object_set_new(object, name, json_string(text ? text : ""));
  free(text);
}

static json_t *age_json(const struct age *age) {
  if (age->time_ns <= 0)
    return json_null();
  return json_pack("{s:f, s:I, s:I, s:f}", "mean", age_mean_ns(age), "p50",
                   (json_int_t)age_quantile_ns(age, 0.5), "p99",
                   (json_int_t)age_quantile_ns(age, 0.99), "watched_s",
                   age->time_ns / (double)NS_PER_S);
}

static json_t *requests_json(const struct counters *counters) {
  json_t *object = json_object();
  put(object, "total", counters->requests);
  put(object, "empty", counters->requests_empty);
  put(object, "failed", counters->requests_failed);
  return object;
}

static json_t *connections_json(const struct counters *counters) {
  json_t *object = json_object();
  put(object, "attempted", counters->connections_attempted);
  put(object, "opened", counters->connections_opened);
  put(object, "failed", counters->connections_failed);
  put(object, "reopened", counters->connections_reopened);
  put(object, "closed", counters->connections_closed);
  return object;
}

static json_t *bytes_json(const struct counters *counters, const struct wire_bytes *wire) {
  json_t *object = json_object();
  put(object, "payload", counters->payload_bytes);
  put(object, "payload_up", counters->payload_up_bytes);
  put(object, "protocol_up",
      counters->up_bytes + counters->saved_up_bytes - counters->payload_up_bytes);
  put(object, "protocol_down",
      counters->down_bytes + counters->saved_down_bytes - counters->payload_bytes);
  put(object, "saved_up", counters->saved_up_bytes);
  put(object, "saved_down", counters->saved_down_bytes);
  put(object, "head_up", counters->head_up_bytes);
  put(object, "head_down", counters->head_down_bytes);
  put(object, "tls_up", counters->tls_up_bytes);
  put(object, "tls_down", counters->tls_down_bytes);
  put(object, "tcp_up", wire->tcp_up);
  put(object, "tcp_down", wire->tcp_down);
  put(object, "wire_up", wire->wire_up);
  put(object, "wire_down", wire->wire_down);
  return object;
}

static json_t *segments_json(const struct wire_bytes *wire) {
  json_t *object = json_object();
  put(object, "up", wire->segments_up);
  put(object, "down", wire->segments_down);
  put(object, "retransmitted", wire->retransmitted);
  return object;
}

static json_t *window_json(const struct client *client) {
  const struct phases *phases = &client->phases;
  json_t *object = json_object();
  put(object, "start_ns", phases->measured ? client->record.start_ns : 0);
  put(object, "end_ns", phases->measured ? client->record.end_ns : 0);
  put(object, "counted_start_ns", phases->start.at_ns);
  put(object, "counted_end_ns", phases->end.at_ns);
  return object;
}

/* What a message's bytes and requests are divided by. */
static json_t *counted_json(const struct counters *counters) {
  json_t *object = json_object();
  put(object, "received", counters->received);
  put(object, "polls_answered", counters->polls_answered);
  return object;
}

static json_t *whole_json(const struct client *client) {
  const struct snapshot *whole = &client->phases.whole;
  uint64_t delivered = 0;
  for (size_t i = 0; i < client->crowd.count; i++)
    delivered += client->crowd.users[i].subscriber.ledger.received;
  json_t *object = json_object();
  json_object_set_new(object, "requests", requests_json(&whole->counters));
  json_object_set_new(object, "bytes", bytes_json(&whole->counters, &whole->wire));
  json_object_set_new(object, "segments", segments_json(&whole->wire));
  json_object_set_new(object, "heartbeats", heartbeats_json(&whole->counters));
  put(object, "delivered", delivered);
  return object;
}

/* What was really used; null where nothing was compressed. */
static json_t *compression_json(const struct client *client) {
  if (!client->record.compressed)
    return json_null();
  return json_string(client->crowd.transport->http ? "gzip" : "permessage-deflate");
}

/* Null without TLS. */
static json_t *tls_json(const struct tls *tls) {
  if (!tls)
    return json_null();
  const struct tls_figures *figures = tls_figures(tls);
  json_t *object = json_object();
  json_object_set_new(object, "version", json_string(figures->version));
  json_object_set_new(object, "cipher", json_string(figures->cipher));
  put(object, "full", figures->full);
  put(object, "resumed", figures->resumed);
  put(object, "failed", figures->failed);
  return object;
}

static json_t *timeline_json(const struct timeline *timeline) {
  json_t *array = json_array();
  for (size_t i = 0; i < timeline->row_count; i++) {
    const struct timeline_row *row = &timeline->rows[i];
    json_t *object = json_object();
    put(object, "second", i);
    put(object, "delivered", row->delivered);
    put(object, "requests", row->requests);
    put(object, "empty", row->requests_empty);
    put(object, "opened", row->connections_opened);
    json_object_set_new(object, "latency_histogram", json_string(row->latency));
    json_array_append_new(array, object);
  }
  return array;
}

__attribute__((format(printf, 2, 3))) static void note(json_t *notes, const char *format, ...) {
  char text[ERROR_TEXT_BYTES];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof(text), format, arguments);
  va_end(arguments);
  json_array_append_new(notes, json_string(text));
}

static json_t *notes_json(const struct client *client, const struct result_totals *totals) {
  const struct phases *phases = &client->phases;
  const struct counters *whole = &phases->whole.counters;
  json_t *notes = json_array();
  if (phases->late_start)
    note(notes, "the publisher was running before this client came: the measured phase counts "
                "from the client's start, not from the schedule's");
  if (whole->overruns)
    note(notes,
         "overrun: %llu polls were due while their user's last one was outstanding, and were "
         "sent when that had ended",
         (unsigned long long)whole->overruns);
  if (phases->unclosed)
    note(notes, "%zu connections did not end in order: their last bytes are missing in whole",
         phases->unclosed);
  if (!client->record.server_clock.same)
    note(notes, "no latencies and no ages: the server %s",
         client->record.server_clock.said ? "reads another monotonic clock than the client"
                                          : "does not say which clock it reads");
  else if (client->record.latency.out_of_range)
    note(notes, "%llu latencies were above 1 h or below 0, and are in no percentile",
         (unsigned long long)client->record.latency.out_of_range);
  if (client->record.timeline.truncated)
    note(notes, "the timeline ends after %zu s; the totals do not",
         client->record.timeline.row_count);
  if (client->record.series.beyond)
    note(notes, "the series ends after %zu slots: %llu events came later; the totals have them",
         client->record.series.count, (unsigned long long)client->record.series.beyond);
  if (client->crowd.writers && client->crowd.writers->waited)
    note(notes,
         "%llu messages could not be sent when they were due: the one before had no answer yet, or "
         "the user was not connected",
         (unsigned long long)client->crowd.writers->waited);
  if (phases->published_known && record_published_seen(&client->record) > totals->published)
    note(notes, "the users saw more messages than the server says it published: it is not the "
                "process that they began with");
  if (phases->measured && !phases->published_known)
    note(notes, "what was published is not known: expected is what was delivered");
  return notes;
}

/* Over the measured phase: zero where it did not begin. */
static struct snapshot window_of(const struct phases *phases) {
  return (struct snapshot){
      .counters = counters_since(&phases->end.counters, &phases->start.counters),
      .wire = wire_bytes_since(&phases->end.wire, &phases->start.wire),
  };
}

static json_t *slow_json(const struct result_slow *slow) {
  json_t *object = json_object();
  put(object, "users", slow->users);
  put(object, "expected", slow->expected);
  put(object, "delivered", slow->delivered);
  put(object, "lost", slow->lost);
  put(object, "skipped", slow->skipped);
  return object;
}

/* Null where the server reads another clock. */
static void latencies_put(json_t *object, const struct record *record) {
  bool same = record->server_clock.same;
  put_if(object, "early", same, record->counters.early);
  json_object_set_new(object, "latency_ns", same ? histogram_json(&record->latency) : json_null());
  const struct broadcast *broadcast = &record->broadcast;
  json_object_set_new(object, "first_ns", same ? histogram_json(&broadcast->first) : json_null());
  json_object_set_new(object, "spread_ns", same ? histogram_json(&broadcast->spread) : json_null());
  put_if(object, "unplaced", same, broadcast->unplaced);
  if (same)
    put_text(object, "latency_histogram", histogram_to_text(&record->latency));
  else
    json_object_set_new(object, "latency_histogram", json_null());
}

static json_t *result_json(const struct client *client) {
  static const char *const outcomes[] = {
      [OUTCOME_DONE] = "done", [OUTCOME_INTERRUPTED] = "interrupted", [OUTCOME_FAILED] = "failed"};
  const struct phases *phases = &client->phases;
  const struct record *record = &client->record;
  struct result_totals totals = result_totals_of(client);
  struct snapshot window = window_of(phases);
  bool same = record->server_clock.same;
  json_t *object = json_object();
  put(object, "schema", 1);
  json_object_set_new(object, "transport", json_string(client->crowd.transport->name));
  put(object, "clients", (uint64_t)client->options->clients);
  put(object, "clients_ready", phases->ready_at_start);
  put(object, "channels", client->workload.channels);
  json_object_set_new(object, "outcome", json_string(outcomes[phases->outcome]));
  json_object_set_new(object, "error",
                      phases->error.text[0] ? json_string(phases->error.text) : json_null());
  json_object_set_new(object, "window", window_json(client));
  json_object_set_new(object, "counted", counted_json(&window.counters));
  put(object, "published", totals.published);
  put(object, "published_seen", record_published_seen(record));
  put(object, "expected", totals.expected);
  put(object, "delivered", totals.delivered);
  put(object, "lost", totals.lost);
  put_if(object, "replayed", same, totals.replayed);
  put(object, "skipped", totals.skipped);
  json_object_set_new(object, "slow", slow_json(&totals.slow));
  put(object, "duplicated", totals.duplicated);
  put(object, "reordered", totals.reordered);
  put(object, "corrupted", phases->whole.counters.corrupted);
  json_object_set_new(object, "clock", clock_json(&record->server_clock));
  latencies_put(object, record);
  json_object_set_new(object, "age_ns", age_json(&record->age));
  writing_put(object, client, &window.counters);
  json_object_set_new(object, "requests", requests_json(&window.counters));
  json_object_set_new(object, "connections", connections_json(&phases->whole.counters));
  json_object_set_new(object, "heartbeats", heartbeats_json(&window.counters));
  json_object_set_new(object, "heartbeat_rtt_ns", heartbeat_rtt_json(client));
  json_object_set_new(object, "failure", failure_json(client));
  json_object_set_new(object, "notice_ns", notice_json(client));
  json_object_set_new(object, "faults", faults_json(client));
  json_object_set_new(object, "life", life_json(&client->life));
  json_object_set_new(object, "compression", compression_json(client));
  json_object_set_new(object, "tls", tls_json(client->tls));
  json_object_set_new(object, "tls_handshake_ns",
                      client->tls ? histogram_json(&tls_figures(client->tls)->handshake)
                                  : json_null());
  json_object_set_new(object, "bytes", bytes_json(&window.counters, &window.wire));
  json_object_set_new(object, "segments", segments_json(&window.wire));
  json_object_set_new(object, "whole", whole_json(client));
  json_object_set_new(object, "client", process_json(client, &window.counters));
  json_object_set_new(object, "timeline", timeline_json(&record->timeline));
  json_object_set_new(object, "series", series_json(&record->series));
  json_object_set_new(object, "notes", notes_json(client, &totals));
  return object;
}

enum status result_print(const struct client *client, FILE *out, enum result_form form,
                         struct error *error) {
  json_t *object = result_json(client);
  int failed = 0;
  if (form == RESULT_WORDS)
    result_words_print(object, out);
  else
    failed = json_dumpf(object, out, JSON_COMPACT | JSON_REAL_PRECISION(9)) != 0 ||
             fputc('\n', out) == EOF;
  json_decref(object);
  if (failed || fflush(out) != 0 || ferror(out))
    return error_set(error, STATUS_ENVIRONMENT, "cannot write the result");
  return STATUS_OK;
}
