/* The sentences of the client's document. */
#include <stdarg.h>
#include <stdio.h>

#include "clients/result/result.h"
#include "clients/result/result_parts.h"
#include "clients/run/client.h"
#include "common/base/numerals.h"

__attribute__((format(printf, 2, 3))) static void note(json_t *notes, const char *format, ...) {
  char text[ERROR_TEXT_BYTES];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  json_array_append_new(notes, json_string(text));
}

static bool publishes_itself(const struct client *client) {
  return client->description && !client->publisher;
}

/* Of a server that is not ours. */
static void foreign_notes(json_t *notes, const struct client *client) {
  struct foreign_publisher_state state = {.failure = ""};
  if (client->publisher)
    state = foreign_publisher_state(client->publisher);
  if (*state.failure)
    note(notes, "the publisher: %s", state.failure);
  if (client->foreign.failures > 0)
    note(notes, "%llu %s of users; the first: %s", (unsigned long long)client->foreign.failures,
         word_for((double)client->foreign.failures, "failure", "failures"),
         client->foreign.failure);
  if (publishes_itself(client))
    note(notes, "the server publishes by itself: nobody knows when its messages were due, and how "
                "many were lost");
}

/* What has more rows than there is room for. */
static void ends_note(json_t *notes, const struct record *record) {
  const struct series *series = &record->series;
  if (record->timeline.truncated)
    note(notes, "the timeline ends after %zu s; the totals do not", record->timeline.row_count);
  if (series->beyond)
    note(notes, "the series ends after %zu slots: %llu %s came later; the totals have them",
         series->count, (unsigned long long)series->beyond,
         word_for((double)series->beyond, "event", "events"));
}

json_t *notes_json(const struct client *client, const struct totals *totals) {
  const struct phases *phases = &client->phases;
  const struct counters *whole = &phases->whole.counters;
  json_t *notes = json_array();
  if (phases->late_start)
    note(notes, "the publisher was running before this client came: the measured phase counts "
                "from the client's start, not from the schedule's");
  if (whole->overruns)
    note(notes,
         "overrun: %llu %s due while %s user's last one was outstanding, and %s sent when that "
         "had ended",
         (unsigned long long)whole->overruns,
         word_for((double)whole->overruns, "poll was", "polls were"),
         word_for((double)whole->overruns, "its", "their"),
         word_for((double)whole->overruns, "was", "were"));
  if (phases->unclosed)
    note(notes, "%zu %s did not end in order: %s last bytes are missing in whole", phases->unclosed,
         word_for((double)phases->unclosed, "connection", "connections"),
         word_for((double)phases->unclosed, "its", "their"));
  if (!client->record.server_clock.same && !publishes_itself(client))
    note(notes, "no latencies and no ages: the server %s",
         client->record.server_clock.named ? "reads another monotonic clock than the client"
                                           : "does not say which clock it reads");
  else if (client->record.latency.out_of_range)
    note(notes, "%llu %s above 1 h or below 0, and %s in no percentile",
         (unsigned long long)client->record.latency.out_of_range,
         word_for((double)client->record.latency.out_of_range, "latency was", "latencies were"),
         word_for((double)client->record.latency.out_of_range, "is", "are"));
  ends_note(notes, &client->record);
  if (client->crowd.writers && client->crowd.writers->waited)
    note(notes,
         "%llu %s not be sent when %s due: the one before had no answer yet, or the user was not "
         "connected",
         (unsigned long long)client->crowd.writers->waited,
         word_for((double)client->crowd.writers->waited, "message could", "messages could"),
         word_for((double)client->crowd.writers->waited, "it was", "they were"));
  foreign_notes(notes, client);
  if (phases->published_known && record_published_seen(&client->record) > totals->published)
    note(notes, "the users saw more messages than the server says it published: it is not the "
                "process that they began with");
  if (phases->measured && !phases->published_known)
    note(notes, "what was published is not known: expected is what was delivered");
  return notes;
}
