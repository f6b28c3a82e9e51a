/* Short polling: each user asks at its own phase and every interval after that,
 * whatever the last answer took. */
#include <stdlib.h>

#include "clients/client.h"
#include "clients/poll.h"
#include "clients/poll_ring.h"
#include "clients/transport.h"
#include "common/clock.h"

struct short_polls {
  struct poll_ring ring;
  struct loop_alarm *alarm;
};

static long short_poll_timeout_ms(const struct client_options *options) {
  return options->heartbeat_timeout_ms;
}

/* The schedule asks again. */
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

/* A poll that cannot start now starts when the one under way has ended; two that
 * wait are one. */
static void short_poll_due(struct user *user) {
  struct poll_state *poll = user->transport_state;
  if (user->state == USER_READY && !poll->outstanding) {
    poll_send(user);
  } else if (user->state != USER_ENDED) {
    user->client->record.counters.overruns++;
    poll->pending = true;
  }
}

static void short_polls_fired(void *owner) {
  struct client *client = owner;
  struct short_polls *polls = client->short_polls;
  uint64_t now_ns = clock_now_ns();
  while (poll_ring_due_ns(&polls->ring) <= now_ns)
    short_poll_due(&client->users[poll_ring_take(&polls->ring)]);
  loop_alarm_at(polls->alarm, poll_ring_due_ns(&polls->ring));
}

static enum status short_poll_begin(struct client *client, uint64_t epoch_ns, struct error *error) {
  const struct client_options *options = client->options;
  struct short_polls *polls = calloc(1, sizeof(*polls));
  if (!polls)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the polls' schedule");
  enum status status =
      poll_ring_init(&polls->ring, client->user_count, (uint64_t)options->interval_ms * NS_PER_MS,
                     (uint64_t)options->seed, epoch_ns, error);
  if (status != STATUS_OK) {
    free(polls);
    return status;
  }
  status = loop_alarm_create(client->loop, short_polls_fired, client, &polls->alarm, error);
  if (status != STATUS_OK) {
    poll_ring_release(&polls->ring);
    free(polls);
    return status;
  }
  client->short_polls = polls;
  loop_alarm_at(polls->alarm, poll_ring_due_ns(&polls->ring));
  return STATUS_OK;
}

static void short_poll_end(struct client *client) {
  struct short_polls *polls = client->short_polls;
  if (!polls)
    return;
  client->short_polls = NULL;
  loop_alarm_destroy(polls->alarm);
  poll_ring_release(&polls->ring);
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
