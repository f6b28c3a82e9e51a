/* Short polling: each user polls at a phase of its own, and then once in each interval, however
 * long an answer takes. */
#include <stdlib.h>

#include "clients/transports/poll.h"
#include "clients/transports/transports.h"
#include "clients/users/poll_schedule.h"
#include "common/base/clock.h"

struct short_polls {
  struct poll_schedule ring;
  struct loop_alarm *alarm;
};

static long short_poll_timeout_ms(const struct client_options *options) {
  return options->heartbeat_timeout_ms;
}

/* The next poll is the schedule's. */
static void short_poll_answered(struct user *user) {
  (void)user;
}

static const struct poll_kind short_poll_kind = {
    .path = "short_poll",
    .timeout_ms = short_poll_timeout_ms,
    .answered = short_poll_answered,
};

static enum status short_poll_user_init(struct user *user, struct error *error) {
  return poll_user_init(user, &short_poll_kind, error);
}

/* A poll that is due while another one is under way starts when that has ended. Several that wait
 * are sent as one. */
static void short_poll_due(struct user *user) {
  struct poll_state *poll = user->transport_state;
  if (user->state == USER_READY && !poll->outstanding) {
    poll_send(user);
  } else if (user->state != USER_ENDED) {
    user->crowd->record->counters.overruns++;
    poll->pending = true;
  }
}

static void short_polls_fired(void *owner) {
  struct crowd *crowd = owner;
  struct short_polls *polls = crowd->schedule;
  uint64_t now_ns = clock_now_ns();
  while (poll_schedule_due_ns(&polls->ring) <= now_ns)
    short_poll_due(&crowd->users[poll_schedule_take(&polls->ring)]);
  loop_alarm_at(polls->alarm, poll_schedule_due_ns(&polls->ring));
}

static enum status short_poll_begin(struct crowd *crowd, uint64_t epoch_ns, struct error *error) {
  const struct client_options *options = crowd->options;
  struct short_polls *polls = calloc(1, sizeof *polls);
  if (!polls)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the polls' schedule");
  enum status status =
      poll_schedule_init(&polls->ring, crowd->count, (uint64_t)options->interval_ms * NS_PER_MS,
                         (uint64_t)options->seed, epoch_ns, error);
  if (status != STATUS_OK) {
    free(polls);
    return status;
  }
  status = loop_alarm_create(crowd->network.loop, short_polls_fired, crowd, &polls->alarm, error);
  if (status != STATUS_OK) {
    poll_schedule_release(&polls->ring);
    free(polls);
    return status;
  }
  crowd->schedule = polls;
  loop_alarm_at(polls->alarm, poll_schedule_due_ns(&polls->ring));
  return STATUS_OK;
}

static void short_poll_end(struct crowd *crowd) {
  struct short_polls *polls = crowd->schedule;
  if (!polls)
    return;
  crowd->schedule = NULL;
  loop_alarm_destroy(polls->alarm);
  poll_schedule_release(&polls->ring);
  free(polls);
}

const struct transport short_poll_transport = {
    .name = "short_poll",
    .http = true,
    .user_init = short_poll_user_init,
    .user_release = poll_user_release,
    .connect = poll_connect,
    .descriptor = poll_descriptor,
    .abandon = poll_abandon,
    .pause = poll_pause,
    .resume = poll_resume,
    .begin = short_poll_begin,
    .end = short_poll_end,
    .close = poll_close,
};
