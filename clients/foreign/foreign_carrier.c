/* Requests, frames and timers. */
#include "clients/foreign/foreign_carrier.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clients/foreign/foreign_receive.h"
#include "clients/foreign/foreign_user.h"
#include "clients/users/poll_ring.h"
#include "common/base/clock.h"

/* --- the transcript ---------------------------------------------------------------------- */

static void bytes_say(const struct foreign_user *own, const char *does, const char *bytes,
                      size_t count) {
  const struct transcript_step step = {.does = does, .text = bytes, .bytes = count};
  if (foreign_is_said(own))
    foreign_say(own, &step);
}

/* "POST /rooms/7", and behind an empty line the body. */
static void request_say(const struct foreign_user *own, const char *does, const char *lane,
                        const struct protocol_request *request) {
  char *text = NULL;
  size_t bytes = 0;
  FILE *out = foreign_is_said(own) ? open_memstream(&text, &bytes) : NULL;
  if (!out)
    return;
  fprintf(out, "%s %s", request->method ? request->method : "GET", request->target);
  for (size_t i = 0; i < request->header_count; i++)
    fprintf(out, "\n%s: %s", request->headers[i].name, request->headers[i].value);
  if (request->body)
    fprintf(out, "\n\n%.*s", (int)request->body_bytes, request->body);
  bool good = fclose(out) == 0;
  const struct transcript_step step = {.does = does, .name = lane, .text = text, .bytes = bytes};
  if (good)
    foreign_say(own, &step);
  free(text);
}

/* --- what a conversation asks for ------------------------------------------------------ */

static void lane_send(struct foreign_user *own, enum protocol_lane lane,
                      const struct protocol_request *request, bool streams) {
  const struct foreign_lane_sent sent = {.http = own->user->crowd->http,
                                         .lines = own->lines,
                                         .cookies = cookies_line(&own->cookies),
                                         .request = request,
                                         .streams = streams};
  foreign_lane_send(&own->lanes[lane], &sent);
}

static void carrier_request(void *owner, enum protocol_lane lane,
                            const struct protocol_request *request) {
  struct foreign_user *own = owner;
  request_say(own, "request", lane == PROTOCOL_RECEIVES ? "receives" : "sends", request);
  lane_send(own, lane, request, false);
}

static void carrier_stream(void *owner, const struct protocol_request *request) {
  struct foreign_user *own = owner;
  request_say(own, "stream", NULL, request);
  lane_send(own, PROTOCOL_RECEIVES, request, true);
}

static void handshake_forget(struct foreign_user *own) {
  free(own->websocket_path);
  free(own->websocket_lines);
  free(own->subprotocols);
  own->websocket_path = own->websocket_lines = own->subprotocols = NULL;
}

enum { HANDSHAKE_OWN_BYTES_MAX = 8192 };
_Static_assert(HANDSHAKE_OWN_BYTES_MAX + 1024 < WEBSOCKET_HANDSHAKE_BYTES_MAX,
               "there is room for the other lines");

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
  request_say(own, "websocket", subprotocols, request);
  handshake_forget(own);
  own->websocket_path = strdup(request->target);
  own->subprotocols = strdup(subprotocols ? subprotocols : "");
  own->websocket_lines = own->subprotocols ? handshake_lines(own, request) : NULL;
  if (!own->websocket_path || !own->websocket_lines)
    foreign_give_up(own, LIFE_OTHER, "WebSocket", "no memory for the handshake");
  else if (strlen(own->websocket_path) + strlen(own->websocket_lines) > HANDSHAKE_OWN_BYTES_MAX)
    foreign_give_up(own, LIFE_OTHER, "WebSocket",
                    "the path, the headers and the cookies have more than 8192 bytes");
  else
    raw_websocket_connect(own->user);
}

static void carrier_send(void *owner, const char *bytes, size_t count, bool binary) {
  struct foreign_user *own = owner;
  bytes_say(own, "send", bytes, count);
  raw_message_send(own->user, bytes, count, binary);
}

static void carrier_close(void *owner) {
  struct foreign_user *own = owner;
  bytes_say(own, "close", NULL, 0);
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

/* A user who polls is not ready before there is a connection: one that was to be made may fail. */
static void ready_later(struct foreign_user *own) {
  own->connects = true;
  loop_timer_at(own->prover, clock_now_ns());
}

/* A short poll fetches the message that proves the subscription; others are sent it. */
static void carrier_ready(void *owner) {
  struct foreign_user *own = owner;
  const struct transport_traits *traits = &transport_traits[own->conversation.transport];
  const struct foreign_lane *lane = &own->lanes[PROTOCOL_RECEIVES];
  bool proving = own->user->crowd->foreign->proving && !own->conversation.publishes;
  bytes_say(own, "ready", NULL, 0);
  own->subscribed = true;
  if (proving && traits->scheduled)
    loop_timer_at(own->prover, clock_now_ns());
  else if (!proving && !own->conversation.publishes && traits->polls &&
           !foreign_lane_is_connected(lane))
    ready_later(own);
  else if (!proving)
    user_ready(own->user);
}

static void carrier_received(void *owner, const char *bytes, size_t count) {
  bytes_say(owner, "received", bytes, count);
  foreign_receive(owner, bytes, count);
}

/* A poll is empty that brought no message of ours, whatever else was in it. */
static void carrier_polled(void *owner, bool empty) {
  struct foreign_user *own = owner;
  struct counters *counters = &own->user->crowd->record->counters;
  (void)empty;
  counters->polls_answered++;
  counters->requests_empty += !own->found;
  poll_ring_catch_up(own->user->crowd);
  own->polls = own->found = false;
  if (own->connects)
    user_ready(own->user);
  own->connects = false;
}

/* The first message that is refused, or whose answer does not come, is said in the words of
 * whatever told it. */
static void carrier_published(void *owner, enum protocol_published outcome) {
  static const char *const names[] = {[PROTOCOL_PUBLISHED] = "published",
                                      [PROTOCOL_REFUSED] = "refused",
                                      [PROTOCOL_UNANSWERED] = "unanswered"};
  struct foreign_user *own = owner;
  const struct foreign_observer *observer = &own->user->crowd->foreign->observer;
  const char *heard = outcome == PROTOCOL_REFUSED && *own->heard.text ? own->heard.text : NULL;
  const struct transcript_step step = {.does = "published",
                                       .name = own->unconnected ? "unsent" : names[outcome],
                                       .text = heard,
                                       .bytes = heard ? strlen(heard) : 0};
  foreign_say(own, &step);
  bool unanswered = outcome == PROTOCOL_UNANSWERED && own->failing != LIFE_FAILURE_COUNT;
  if (outcome == PROTOCOL_REFUSED || (unanswered && !own->unconnected))
    foreign_failed(own->user->crowd->foreign, "publish",
                   heard ? heard : "the message could not be sent");
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

/* A step that failed because its connection did, or by a status, has failed as that. */
static enum life_failure kind_of(const struct foreign_user *own) {
  return own->failing == LIFE_FAILURE_COUNT ? LIFE_PROTOCOL : own->failing;
}

__attribute__((format(printf, 3, 4))) static void carrier_failed(void *owner, const char *step,
                                                                 const char *format, ...) {
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
