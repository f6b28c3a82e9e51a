/* Finds numbers in texts. */
#include "clients/foreign/self_published.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "clients/foreign/foreign_user.h"
#include "common/base/clock.h"
#include "common/base/decimal.h"
#include "common/base/whole.h"
#include "common/stats/histogram.h"
#include "documents/json_pointer.h"
#include "documents/json_read.h"

/* --- what a text says -------------------------------------------------------------------- */

static const char *text_of(const json_t *object, const char *key) {
  return json_string_value(json_object_get(object, key));
}

/* The text behind "after", up to "until" or as far as it is a number. malloc'd; NULL: none. */
static char *text_behind(const char *bytes, size_t count, const char *after, const char *until) {
  const char *end = bytes + count;
  const char *begin = memmem(bytes, count, after, strlen(after));
  if (!begin)
    return NULL;
  begin += strlen(after);
  const char *stop = until ? memmem(begin, (size_t)(end - begin), until, strlen(until)) : begin;
  while (!until && stop < end && *stop && strchr("0123456789.", *stop))
    stop++;
  return stop ? strndup(begin, (size_t)(stop - begin)) : NULL;
}

static char *field_text(const json_t *field, const char *bytes, size_t count) {
  const char *pointer = text_of(field, "pointer");
  if (!pointer)
    return text_behind(bytes, count, text_of(field, "after"), text_of(field, "until"));
  json_t *json = json_read_text(bytes, count, JSON_DECODE_ANY, NULL);
  char *text = json_value_text(json_pointer_get(json, pointer));
  json_decref(json);
  return text;
}

static bool number_take(const json_t *field, const char *bytes, size_t count, uint64_t *out) {
  char *text = field_text(field, bytes, count);
  const char *at = text;
  bool good = text && decimal_read(&at, text + strlen(text), out) && !*at;
  free(text);
  return good;
}

static double unit_ns(const char *unit) {
  static const struct {
    const char *name;
    double ns;
  } units[] = {{"s", 1e9}, {"us", 1e3}, {"ns", 1}};
  for (size_t i = 0; unit && i < sizeof units / sizeof *units; i++)
    if (strcmp(units[i].name, unit) == 0)
      return units[i].ns;
  return 1e6;
}

/* A whole number of the unit is more exact than a double. False where it is not of 1973 to 2286. */
static bool stamp_read(const char *text, double ns_of_unit, uint64_t *out_ns) {
  static const double least = 1e17, most = 1e19;
  const char *at = text;
  char *end = NULL;
  uint64_t whole = 0;
  double value = strtod(text, &end) * ns_of_unit;
  if (!(value > least && value < most) || end == text || *end)
    return false;
  bool is_whole = decimal_read(&at, text + strlen(text), &whole) && !*at;
  *out_ns = is_whole ? whole * whole_of(ns_of_unit) : whole_of(value);
  return true;
}

static bool stamp_take(const json_t *field, const char *bytes, size_t count, uint64_t *out_ns) {
  char *text = field_text(field, bytes, count);
  bool good = text && stamp_read(text, unit_ns(text_of(field, "unit")), out_ns);
  free(text);
  return good;
}

bool self_published_read(const json_t *described, const char *bytes, size_t count,
                         struct self_published *out) {
  const json_t *number = json_object_get(described, "number");
  const json_t *sent = json_object_get(described, "sent");
  *out = (struct self_published){.number = 0};
  out->numbered = number && number_take(number, bytes, count, &out->number);
  out->stamped = sent && stamp_take(sent, bytes, count, &out->sent_ns);
  return (!number || out->numbered) && (!sent || out->stamped);
}

/* --- a user's ----------------------------------------------------------------------------- */

/* The time since 1970 less that of CLOCK_MONOTONIC. */
static int64_t wall_ahead_ns(void) {
  struct timespec wall;
  clock_gettime(CLOCK_REALTIME, &wall);
  return (int64_t)wall.tv_sec * (int64_t)NS_PER_S + wall.tv_nsec - (int64_t)clock_now_ns();
}

/* A stamp is cut to its unit, never late, so an early receipt is one of another clock. */
static void latency_take(struct foreign_user *own, uint64_t sent_ns) {
  int64_t latency_ns = (int64_t)own->receipt_ns + wall_ahead_ns() - (int64_t)sent_ns;
  histogram_record(own->user->crowd->foreign->sent_to_received,
                   latency_ns < 0 ? UINT64_MAX : (uint64_t)latency_ns);
}

void self_published_receive(struct foreign_user *own, const char *bytes, size_t count) {
  struct subscriber *subscriber = &own->user->subscriber;
  struct record *record = own->user->crowd->record;
  struct self_published message;
  if (!self_published_read(own->user->crowd->foreign->itself, bytes, count, &message))
    return;
  own->found = true;
  const struct transcript_step step = {.does = "message", .text = bytes, .bytes = count};
  if (foreign_is_said(own))
    foreign_say(own, &step);
  record->counters.received++;
  record->newest_receipt_ns = own->receipt_ns;
  record->counters.payload_bytes += count;
  record->counters.data_bytes += count;
  uint64_t seq = message.numbered ? message.number + 1 : subscriber->ledger.received + 1;
  bool measured = record_measures(record, own->receipt_ns);
  enum ledger_verdict verdict = ledger_receive(&subscriber->ledger, seq, measured);
  record->counters.corrupted += verdict == LEDGER_REFUSED;
  if (verdict != LEDGER_FIRST)
    return;
  series_add(&record->series, SERIES_DELIVERED, own->receipt_ns);
  record_receipt(record, subscriber->channel, seq, own->receipt_ns, own->receipt_ns);
  if (measured && message.stamped)
    latency_take(own, message.sent_ns);
}
