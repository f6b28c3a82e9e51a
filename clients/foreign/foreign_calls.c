/* Answers from the publisher's list. They come by a timer, as a server's come by the loop. */
#include "clients/foreign/foreign_calls.h"

#include <stdlib.h>

#include "clients/http/server_calls_kind.h"
#include "common/base/clock.h"

static const uint64_t LOOK_NS = 10 * NS_PER_MS;
static const uint64_t START_NS = 50 * NS_PER_MS; /* as our own servers take */

enum asked { ASKED_NOTHING, ASKED_START, ASKED_STATS };

struct foreign_calls {
  struct server_calls calls; /* first */
  struct loop_timer *timer;
  struct foreign_publisher *publisher;
  struct published *published;
  const struct record *record;
  struct server_answer answer;
  uint64_t ready_by_ns; /* 0 once the publisher is ready */
  enum asked asked;
  uint64_t from_ns, to_ns;
  const struct server_answer_handler *handler;
  void *owner;
};

/* A message is published where the server has said so, or where a user has seen it. One of which
 * nobody knows may still be seen. */
static void message_count(struct foreign_calls *calls, uint64_t channel, uint64_t number,
                          struct server_channel *out) {
  struct published_message message = {.state = PUBLISHED_WAITS};
  published_find(calls->published, channel, number, &message);
  bool seen = ledger_has(&calls->record->channels[channel], number);
  if (!seen && message.state != PUBLISHED_ACKNOWLEDGED) {
    calls->answer.unsettled |= message.state != PUBLISHED_REFUSED;
    return;
  }
  out->count++;
  out->first = out->first ? out->first : number;
  out->last = number;
}

static void channel_count(struct foreign_calls *calls, uint64_t channel) {
  struct server_channel *out = &calls->answer.channels[channel];
  struct published_range range =
      published_between(calls->published, channel, calls->from_ns, calls->to_ns);
  *out = (struct server_channel){.newest = published_newest(calls->published, channel)};
  for (uint64_t number = range.first; number < range.first + range.count; number++)
    message_count(calls, channel, number, out);
}

static void stats_make(struct foreign_calls *calls) {
  calls->answer.clock_now_ns = clock_now_ns();
  if (!calls->publisher) {
    calls->answer.published_until_ns = calls->answer.clock_now_ns;
    return;
  }
  struct foreign_publisher_state state = foreign_publisher_state(calls->publisher);
  calls->answer.unsettled = false;
  for (uint64_t channel = 0; channel < calls->answer.channel_count; channel++)
    channel_count(calls, channel);
  calls->answer.epoch_ns = state.epoch_ns;
  calls->answer.published_until_ns = state.published_until_ns;
}

static void stats_answer(struct foreign_calls *calls) {
  stats_make(calls);
  calls->handler->answered(calls->owner, &calls->answer, NULL);
}

const struct server_answer *foreign_calls_count(struct server_calls *calls, uint64_t from_ns,
                                                uint64_t to_ns) {
  struct foreign_calls *own = (struct foreign_calls *)(void *)calls;
  own->from_ns = from_ns;
  own->to_ns = to_ns;
  stats_make(own);
  return &own->answer;
}

static void start_answer(struct foreign_calls *calls) {
  calls->answer.epoch_ns = clock_now_ns() + START_NS;
  if (calls->publisher)
    foreign_publisher_begin(calls->publisher, calls->answer.epoch_ns);
  calls->handler->answered(calls->owner, &calls->answer, NULL);
}

/* Whether the publisher can publish. Where it cannot in time, the first question fails. */
static bool publisher_is_ready(struct foreign_calls *calls) {
  if (!calls->publisher)
    return true;
  struct foreign_publisher_state state = foreign_publisher_state(calls->publisher);
  if (calls->ready_by_ns == 0 || state.ready) {
    if (calls->ready_by_ns)
      foreign_publisher_prove(calls->publisher);
    calls->ready_by_ns = 0;
    return true;
  }
  if (clock_now_ns() < calls->ready_by_ns) {
    loop_timer_at(calls->timer, clock_now_ns() + LOOK_NS);
    return false;
  }
  calls->asked = ASKED_NOTHING;
  calls->handler->answered(calls->owner, NULL,
                           *state.failure ? state.failure : "the publisher gets no connection");
  return false;
}

static void calls_fired(void *owner) {
  struct foreign_calls *calls = owner;
  enum asked asked = calls->asked;
  if (asked == ASKED_NOTHING || !publisher_is_ready(calls))
    return;
  calls->asked = ASKED_NOTHING;
  if (asked == ASKED_START)
    start_answer(calls);
  else
    stats_answer(calls);
}

static void calls_ask(struct foreign_calls *calls, enum asked asked,
                      const struct server_answer_handler *handler, void *owner) {
  calls->asked = asked;
  calls->handler = handler;
  calls->owner = owner;
  loop_timer_at(calls->timer, clock_now_ns());
}

static void foreign_calls_start(struct server_calls *handle,
                                const struct server_answer_handler *handler, void *owner) {
  calls_ask((struct foreign_calls *)(void *)handle, ASKED_START, handler, owner);
}

static void foreign_calls_stats(struct server_calls *handle, uint64_t from_ns, uint64_t to_ns,
                                const struct server_answer_handler *handler, void *owner) {
  struct foreign_calls *calls = (struct foreign_calls *)(void *)handle;
  calls->from_ns = from_ns;
  calls->to_ns = to_ns;
  calls_ask(calls, ASKED_STATS, handler, owner);
}

static void foreign_calls_silence(struct server_calls *handle, const char *ports,
                                  const struct server_answer_handler *handler, void *owner) {
  (void)handle, (void)ports;
  handler->answered(owner, NULL, "this server cannot be told to fall silent");
}

static void foreign_calls_destroy(struct server_calls *handle) {
  struct foreign_calls *calls = (struct foreign_calls *)(void *)handle;
  loop_timer_destroy(calls->timer);
  free(calls->answer.channels);
  free(calls);
}

static const struct server_calls_kind foreign_kind = {
    .start = foreign_calls_start,
    .stats = foreign_calls_stats,
    .silence = foreign_calls_silence,
    .destroy = foreign_calls_destroy,
};

enum status foreign_calls_create(struct loop *loop, struct foreign_publisher *publisher,
                                 struct published *published, const struct record *record,
                                 int64_t ready_ms, struct server_calls **out, struct error *error) {
  struct foreign_calls *calls = calloc(1, sizeof *calls);
  if (!calls)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the publisher's answers");
  *calls = (struct foreign_calls){
      .calls = {.kind = &foreign_kind},
      .timer = loop_timer_create(loop, calls_fired, calls),
      .publisher = publisher,
      .published = published,
      .record = record,
      .answer = {.clock_named = publisher != NULL,
                 .clock = clock_identity_read(),
                 .channels = calloc(record->channel_count, sizeof *calls->answer.channels),
                 .channel_count = record->channel_count},
      .ready_by_ns = clock_now_ns() + (uint64_t)ready_ms * NS_PER_MS,
  };
  if (calls->timer && calls->answer.channels) {
    *out = &calls->calls;
    return STATUS_OK;
  }
  foreign_calls_destroy(&calls->calls);
  return error_set(error, STATUS_ENVIRONMENT, "no memory for the publisher's answers");
}
