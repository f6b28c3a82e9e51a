/* Calls of a conversation, and the end of its connections. */
#include "clients/foreign/foreign_user.h"

#include <string.h>

#include "clients/users/poll_ring.h"
#include "common/base/clock.h"
#include "common/base/contract.h"

enum { STATUS_FAILED_MIN = 400 };

void foreign_say(const struct foreign_user *own, const struct transcript_step *step) {
  const struct foreign *foreign = own->user->crowd->foreign;
  const struct transcript_who who = {.publisher = foreign->publishes, .user = own->id};
  if (foreign->transcript)
    transcript_add(foreign->transcript, who, step);
}

/* --- calls of the conversation --------------------------------------------------------- */

void foreign_enter(struct foreign_user *own) {
  own->calling++;
}

static bool has_ended(const struct foreign_user *own) {
  for (int i = 0; i < PROTOCOL_LANES; i++)
    if (own->lanes[i].ended)
      return true;
  return own->refusal.waits;
}

static void refusal_tell(struct foreign_user *own) {
  const struct protocol *protocol = own->conversation.protocol;
  const struct protocol_answer answer = {
      .code = own->refusal.code, .failure = own->refusal.words, .head = "", .body = ""};
  own->refusal.waits = false;
  own->failing = own->refusal.kind;
  const struct transcript_step step = {.does = "answer",
                                       .code = answer.code,
                                       .text = answer.failure,
                                       .bytes = strlen(answer.failure)};
  foreign_say(own, &step);
  foreign_enter(own);
  if (protocol->answered)
    protocol->answered(&own->conversation, PROTOCOL_RECEIVES, &answer);
  own->failing = LIFE_FAILURE_COUNT;
  foreign_leave(own);
}

void foreign_refuse(struct foreign_user *own, const struct foreign_refusal *refusal) {
  own->refusal = *refusal;
  own->refusal.waits = true;
  if (own->calling == 0)
    refusal_tell(own);
}

/* How the user fails if the conversation cannot go on with that. */
static enum life_failure failing_of(const struct foreign_lane *lane) {
  bool ended = lane->code == 0 || (lane->streams && lane->kind == LIFE_CLOSED);
  return ended ? lane->kind : lane->code >= STATUS_FAILED_MIN ? LIFE_STATUS : LIFE_FAILURE_COUNT;
}

static void answer_tell(struct foreign_user *own, struct foreign_lane *lane) {
  const struct protocol_answer answer = foreign_lane_answer(lane);
  const struct transcript_step step = {
      .does = "answer",
      .name = lane->which == PROTOCOL_RECEIVES ? "receives" : "sends",
      .code = answer.code,
      .text = answer.code ? answer.body : answer.failure,
      .bytes = answer.code ? answer.body_bytes : strlen(answer.failure)};
  lane->ended = false;
  foreign_say(own, &step);
  if (own->conversation.publishes)
    own->heard = excerpt_of_answer(&answer);
  own->receipt_ns = lane->receipt_ns;
  own->unconnected = answer.code == 0 && lane->unconnected;
  own->failing = failing_of(lane);
  foreign_enter(own);
  own->conversation.protocol->answered(&own->conversation, lane->which, &answer);
  own->failing = LIFE_FAILURE_COUNT;
  own->unconnected = false;
  foreign_leave(own);
}

void foreign_leave(struct foreign_user *own) {
  CONTRACT(own->calling > 0);
  own->calling--;
  while (own->calling == 0 && has_ended(own)) {
    for (int i = 0; i < PROTOCOL_LANES; i++)
      if (own->lanes[i].ended)
        answer_tell(own, &own->lanes[i]);
    if (own->refusal.waits)
      refusal_tell(own);
  }
  if (own->calling == 0 && own->poll_pending && !own->polls) {
    own->poll_pending = false;
    foreign_poll(own->user);
  }
  if (own->calling == 0 && foreign_can_poll(own->user))
    poll_ring_wait(own->user->crowd);
}

const char *foreign_step(const struct foreign_user *own) {
  const struct protocol *protocol = own->conversation.protocol;
  const char *step = protocol->step ? protocol->step(&own->conversation) : NULL;
  return step ? step : "connection";
}

/* --- the end --------------------------------------------------------------------------- */

void foreign_quiet(struct foreign_user *own) {
  for (int i = 0; i < PROTOCOL_LANES; i++)
    foreign_lane_abort(&own->lanes[i]);
  loop_timer_stop(own->wake);
  loop_timer_stop(own->prover);
  own->refusal.waits = false;
  own->connects = false;
  own->waking = own->subscribed = own->polls = own->poll_pending = false;
}

void foreign_give_up(struct foreign_user *own, enum life_failure kind, const char *step,
                     const char *words) {
  struct user *user = own->user;
  const struct transcript_step said = {
      .does = "failed", .step = step, .text = words, .bytes = strlen(words)};
  foreign_say(own, &said);
  if (user->state != USER_ENDED)
    foreign_failed(user->crowd->foreign, step, words);
  foreign_quiet(own);
  raw_websocket_cut(user, kind); /* user_failed where a WebSocket was open, or was being opened */
  user_failed(user, kind);
}

/* --- short polls ------------------------------------------------------------------------ */

bool foreign_can_poll(const struct user *user) {
  const struct foreign_user *own = foreign_user_of(user);
  return own->subscribed && !own->polls;
}

/* A poll that is due while another one is under way starts when that has ended. Several that wait
 * are sent as one. */
void foreign_poll(struct user *user) {
  struct foreign_user *own = foreign_user_of(user);
  if (!foreign_can_poll(user)) {
    user->crowd->record->counters.overruns += own->polls;
    own->poll_pending = own->polls;
    return;
  }
  own->polls = true;
  foreign_enter(own);
  own->conversation.protocol->poll(&own->conversation);
  foreign_leave(own);
}

/* --- what lanes tell ---------------------------------------------------------------------- */

static void lane_head(void *owner, const char *head, size_t head_bytes) {
  struct foreign_user *own = owner;
  if (own->user->crowd->foreign->description->cookies)
    cookies_take(&own->cookies, head, head_bytes);
}

static void lane_opened(void *owner, struct foreign_lane *lane,
                        const struct protocol_answer *answer) {
  struct foreign_user *own = owner;
  const struct transcript_step step = {
      .does = "open", .code = answer->code, .text = answer->head, .bytes = answer->head_bytes};
  (void)lane;
  foreign_say(own, &step);
  foreign_enter(own);
  own->conversation.protocol->opened(&own->conversation, answer);
  foreign_leave(own);
}

/* The server's `retry:` is the least time until the stream is opened again. */
static void lane_event(void *owner, struct foreign_lane *lane, const struct protocol_event *event,
                       uint64_t receipt_ns) {
  struct foreign_user *own = owner;
  const struct transcript_step step = {
      .does = "event", .name = event->name, .text = event->data, .bytes = event->data_bytes};
  if (lane->events.retry_said)
    own->user->backoff.least_ns = lane->events.retry_ms * NS_PER_MS;
  own->receipt_ns = receipt_ns;
  if (foreign_is_said(own))
    foreign_say(own, &step);
  foreign_enter(own);
  own->conversation.protocol->event(&own->conversation, event);
  foreign_leave(own);
}

static void lane_ended(void *owner, struct foreign_lane *lane) {
  struct foreign_user *own = owner;
  lane->ended = true;
  if (lane->events.retry_said)
    own->user->backoff.least_ns = lane->events.retry_ms * NS_PER_MS;
  if (own->calling == 0)
    answer_tell(own, lane);
}

const struct foreign_lane_handler foreign_lane_handler = {
    .head = lane_head, .opened = lane_opened, .event = lane_event, .ended = lane_ended};
