/* Long polling: a user polls again as soon as it is answered, or after a pause. */
#include "clients/transports/poll.h"
#include "clients/transports/transports.h"
#include "common/base/clock.h"

static long long_poll_timeout_ms(const struct client_options *options) {
  return options->hold_ms + options->heartbeat_timeout_ms;
}

static void long_poll_answered(struct user *user) {
  const struct poll_state *poll = user->transport_state;
  if (poll->pause)
    loop_timer_at(poll->pause,
                  clock_now_ns() + (uint64_t)user->crowd->options->pause_ms * NS_PER_MS);
  else
    poll_send(user);
}

/* The pause is over; the run may have ended in it. */
static void long_poll_resume(void *owner) {
  struct user *user = owner;
  const struct poll_state *poll = user->transport_state;
  if (user->state == USER_READY && !poll->outstanding)
    poll_send(user);
}

static const struct poll_kind long_poll_kind = {
    .path = "long_poll",
    .timeout_ms = long_poll_timeout_ms,
    .answered = long_poll_answered,
};

static enum status long_poll_user_init(struct user *user, struct error *error) {
  enum status status = poll_user_init(user, &long_poll_kind, error);
  if (status != STATUS_OK || user->crowd->options->pause_ms == 0)
    return status;
  struct poll_state *poll = user->transport_state;
  poll->pause = loop_timer_create(user->crowd->network.loop, long_poll_resume, user);
  if (poll->pause)
    return STATUS_OK;
  poll_user_release(user);
  return error_set(error, STATUS_ENVIRONMENT, "no memory for user %u", user->id);
}

static void long_poll_user_release(struct user *user) {
  const struct poll_state *poll = user->transport_state;
  loop_timer_destroy(poll->pause);
  poll_user_release(user);
}

/* Users that are not ready yet begin to poll when they are. */
static enum status long_poll_begin(struct crowd *crowd, uint64_t epoch_ns, struct error *error) {
  (void)epoch_ns;
  (void)error;
  for (size_t i = 0; i < crowd->count; i++) {
    struct user *user = &crowd->users[i];
    const struct poll_state *poll = user->transport_state;
    if (user->state == USER_READY && !poll->outstanding)
      poll_send(user);
  }
  return STATUS_OK;
}

const struct transport long_poll_transport = {
    .name = "long_poll",
    .http = true,
    .user_init = long_poll_user_init,
    .user_release = long_poll_user_release,
    .connect = poll_connect,
    .descriptor = poll_descriptor,
    .abandon = poll_abandon,
    .pause = poll_pause,
    .resume = poll_resume,
    .begin = long_poll_begin,
    .close = poll_close,
};
