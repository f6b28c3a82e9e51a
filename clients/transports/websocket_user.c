/* Counts, and texts. */
#include "clients/transports/websocket_user.h"

#include "clients/users/heartbeat.h"
#include "clients/users/user.h"
#include "clients/users/writer.h"
#include "common/base/clock.h"
#include "common/wire/heartbeat.h"

void websocket_attempted(struct user *user) {
  struct record *record = user->crowd->record;
  record->counters.connections_attempted++;
  series_add(&record->series, SERIES_ATTEMPTED, user->started_ns);
}

void websocket_failed(struct user *user, bool sent) {
  struct counters *counters = &user->crowd->record->counters;
  counters->requests += !sent;
  counters->requests_failed++;
}

void websocket_opened(struct user *user, uint64_t number) {
  struct record *record = user->crowd->record;
  uint64_t now_ns = clock_now_ns();
  record->counters.connections_opened++;
  record->counters.connections_reopened += number > 0;
  series_add(&record->series, SERIES_OPENED, now_ns);
  life_established(user->crowd->life, now_ns - user->started_ns);
}

bool websocket_text_asks(struct user *user, const char *text, size_t bytes, uint64_t receipt_ns) {
  if (user->state == USER_ENDED)
    return false;
  if (heartbeat_text_is(text, bytes, HEARTBEAT_ANSWER)) {
    heartbeat_hear(user, receipt_ns);
  } else if (heartbeat_text_is(text, bytes, HEARTBEAT_ASKED)) {
    user->crowd->record->counters.heartbeats_received++;
    return true;
  } else if (!writer_answered(user, text, bytes, receipt_ns)) {
    subscriber_receive_text(&user->subscriber, text, bytes, receipt_ns);
  }
  return false;
}
