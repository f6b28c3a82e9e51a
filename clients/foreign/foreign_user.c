/* The carrier of a conversation: turns what it asks for into requests, frames and timers. */
#include "clients/foreign/foreign_user.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clients/users/heartbeat.h"
#include "common/base/clock.h"
#include "common/base/contract.h"

void foreign_failed(struct foreign *foreign, const char *step, const char *words) {
  if (foreign->failures++ == 0)
    snprintf(foreign->failure, sizeof foreign->failure, "%s: %s", step, words);
}

/* --- calls of the conversation --------------------------------------------------------- */

void foreign_enter(struct foreign_user *own) {
  own->calling++;
}

static bool has_ended(const struct foreign_user *own) {
  for (int i = 0; i < PROTOCOL_LANES; i++)
    if (own->lanes[i].ended)
      return true;
  return false;
}

void foreign_leave(struct foreign_user *own) {
  CONTRACT(own->calling > 0);
  own->calling--;
  while (own->calling == 0 && has_ended(own))
    for (int i = 0; i < PROTOCOL_LANES; i++)
      foreign_lane_settle(&own->lanes[i]);
  if (own->calling == 0 && own->poll_pending && !own->polls) {
    own->poll_pending = false;
    foreign_poll(own->user);
  }
}

/* --- the end --------------------------------------------------------------------------- */

void foreign_quiet(struct foreign_user *own) {
  for (int i = 0; i < PROTOCOL_LANES; i++)
    foreign_lane_abort(&own->lanes[i]);
  loop_timer_stop(own->wake);
  loop_timer_stop(own->prover);
  own->waking = own->subscribed = own->polls = own->poll_pending = false;
}

void foreign_give_up(struct foreign_user *own, enum life_failure kind, const char *step,
                     const char *words) {
  struct user *user = own->user;
  foreign_failed(user->crowd->foreign, step, words);
  foreign_quiet(own);
  raw_websocket_cut(user, kind); /* user_failed where a WebSocket was open, or was being opened */
  user_failed(user, kind);
}

/* --- short polls ------------------------------------------------------------------------ */

/* A poll that is due while another one is under way starts when that has ended. Several that wait
 * are sent as one. */
void foreign_poll(struct user *user) {
  struct foreign_user *own = foreign_user_of(user);
  if (!own->subscribed || own->polls) {
    user->crowd->record->counters.overruns += own->polls;
    own->poll_pending = own->polls;
    return;
  }
  own->polls = true;
  foreign_enter(own);
  own->conversation.protocol->poll(&own->conversation);
  foreign_leave(own);
}

/* --- what a conversation asks for ------------------------------------------------------ */

static void carrier_request(void *owner, enum protocol_lane lane,
                            const struct protocol_request *request) {
  struct foreign_user *own = owner;
  foreign_lane_send(&own->lanes[lane], request, false);
}

static void carrier_stream(void *owner, const struct protocol_request *request) {
  struct foreign_user *own = owner;
  foreign_lane_send(&own->lanes[PROTOCOL_RECEIVES], request, true);
}

static void handshake_forget(struct foreign_user *own) {
  free(own->websocket_path);
  free(own->websocket_lines);
  free(own->subprotocols);
  own->websocket_path = own->websocket_lines = own->subprotocols = NULL;
}

/* The header lines of the handshake: of the description, of the request, the cookies. malloc'd. */
static char *handshake_lines(const struct foreign_user *own,
                             const struct protocol_request *request) {
  char *lines = NULL;
  size_t bytes;
  FILE *out = open_memstream(&lines, &bytes);
  const char *cookies = cookies_line(&own->cookies);
  if (!out)
    return NULL;
  fputs(own->lines, out);
  for (size_t i = 0; i < request->header_count; i++)
    fprintf(out, "%s: %s\r\n", request->headers[i].name, request->headers[i].value);
  if (*cookies)
    fprintf(out, "Cookie: %s\r\n", cookies);
  if (*own->subprotocols)
    fprintf(out, "Sec-WebSocket-Protocol: %s\r\n", own->subprotocols);
  if (fclose(out) == 0)
    return lines;
  free(lines);
  return NULL;
}

static void carrier_websocket(void *owner, const struct protocol_request *request,
                              const char *subprotocols) {
  struct foreign_user *own = owner;
  handshake_forget(own);
  own->websocket_path = strdup(request->target);
  own->subprotocols = strdup(subprotocols ? subprotocols : "");
  own->websocket_lines = own->subprotocols ? handshake_lines(own, request) : NULL;
  if (own->websocket_path && own->websocket_lines)
    raw_websocket_connect(own->user);
  else
    foreign_give_up(own, LIFE_OTHER, "WebSocket", "no memory for the handshake");
}

static void carrier_send(void *owner, const char *bytes, size_t count, bool binary) {
  struct foreign_user *own = owner;
  raw_message_send(own->user, bytes, count, binary);
}

static void carrier_close(void *owner) {
  struct foreign_user *own = owner;
  foreign_quiet(own);
  raw_websocket_close(own->user);
}

static void carrier_wake(void *owner, uint64_t delay_ns) {
  struct foreign_user *own = owner;
  own->waking = delay_ns != UINT64_MAX;
  if (own->waking)
    loop_timer_at(own->wake, clock_now_ns() + delay_ns);
  else
    loop_timer_stop(own->wake);
}

/* A short poll fetches the message that proves the subscription; others are sent it. */
static void carrier_ready(void *owner) {
  struct foreign_user *own = owner;
  own->subscribed = true;
  if (!own->user->crowd->foreign->proving || own->conversation.publishes)
    user_ready(own->user);
  else if (transport_traits[own->conversation.transport].scheduled)
    loop_timer_at(own->prover, clock_now_ns());
}

static void carrier_received(void *owner, const char *bytes, size_t count) {
  foreign_receive(owner, bytes, count);
}

static void carrier_polled(void *owner, bool empty) {
  struct foreign_user *own = owner;
  struct counters *counters = &own->user->crowd->record->counters;
  counters->polls_answered++;
  counters->requests_empty += empty;
  own->polls = false;
}

static void carrier_published(void *owner, enum protocol_published outcome) {
  struct foreign_user *own = owner;
  const struct foreign_observer *observer = &own->user->crowd->foreign->observer;
  if (observer->published)
    observer->published(observer->owner, own->user, outcome);
}

static void carrier_heartbeat(void *owner, bool ours) {
  struct foreign_user *own = owner;
  struct counters *counters = &own->user->crowd->record->counters;
  counters->heartbeats_sent += ours;
  counters->heartbeats_answered += ours;
  counters->heartbeats_received += !ours;
}

/* A step that failed because its connection did has failed as that. */
static enum life_failure kind_of(const struct foreign_user *own) {
  for (int i = 0; i < PROTOCOL_LANES; i++)
    if (own->lanes[i].code == 0 && own->lanes[i].failure[0])
      return own->lanes[i].kind;
  return LIFE_PROTOCOL;
}

static void carrier_failed(void *owner, const char *step, const char *format, ...) {
  struct foreign_user *own = owner;
  char words[FOREIGN_FAILURE_BYTES];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(words, sizeof words, format, arguments);
  va_end(arguments);
  foreign_give_up(own, kind_of(own), step, words);
}

const struct protocol_carrier foreign_carrier = {
    .request = carrier_request,
    .stream = carrier_stream,
    .websocket = carrier_websocket,
    .send = carrier_send,
    .close = carrier_close,
    .wake = carrier_wake,
    .ready = carrier_ready,
    .received = carrier_received,
    .polled = carrier_polled,
    .published = carrier_published,
    .heartbeat = carrier_heartbeat,
    .failed = carrier_failed,
};
