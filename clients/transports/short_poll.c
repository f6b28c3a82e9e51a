/* Short polling: each user polls at a phase of its own, and then once in each interval, however
 * long an answer takes. */
#include "clients/transports/poll.h"
#include "clients/transports/transports.h"
#include "clients/users/poll_ring.h"

static long short_poll_timeout_ms(const struct client_options *options) {
  return options->heartbeat_timeout_ms;
}

/* The next poll is the schedule's. */
static void short_poll_answered(struct user *user) {
  poll_ring_wait(user->crowd);
}

static const struct poll_kind short_poll_kind = {
    .path = "short_poll",
    .timeout_ms = short_poll_timeout_ms,
    .answered = short_poll_answered,
};

static enum status short_poll_user_init(struct user *user, struct error *error) {
  return poll_user_init(user, &short_poll_kind, error);
}

static bool short_poll_can(const struct user *user) {
  const struct poll_state *poll = user->transport_state;
  return user->state == USER_READY && !poll->outstanding;
}

/* A poll that is due while another one is under way starts when that has ended. Several that wait
 * are sent as one. */
static void short_poll_due(struct user *user) {
  struct poll_state *poll = user->transport_state;
  if (short_poll_can(user)) {
    poll_send(user);
  } else if (user->state != USER_ENDED) {
    user->crowd->record->counters.overruns++;
    poll->pending = true;
  }
}

static enum status short_poll_begin(struct crowd *crowd, uint64_t epoch_ns, struct error *error) {
  static const struct poll_ring_user user = {.due = short_poll_due, .can = short_poll_can};
  return poll_ring_begin(crowd, epoch_ns, &user, error);
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
    .end = poll_ring_end,
    .close = poll_close,
};
