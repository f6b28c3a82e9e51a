/* Long polling: asks again as soon as it is answered. */
#include "clients/client.h"
#include "clients/poll.h"
#include "clients/transport.h"

static long long_poll_timeout_ms(const struct client_options *options) {
  return options->hold_ms + options->heartbeat_timeout_ms;
}

static const struct poll_kind long_poll_kind = {
    .path = "long_poll",
    .timeout_ms = long_poll_timeout_ms,
    .answered = poll_send,
};

static enum status long_poll_user_init(struct user *user, struct error *error) {
  return poll_user_init(user, &long_poll_kind, error);
}

/* Users that are not ready by now begin when they are. */
static enum status long_poll_begin(struct client *client, uint64_t epoch_ns, struct error *error) {
  (void)epoch_ns;
  (void)error;
  for (size_t i = 0; i < client->user_count; i++) {
    struct user *user = &client->users[i];
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
    .user_release = poll_user_release,
    .connect = poll_connect,
    .begin = long_poll_begin,
    .close = poll_close,
};
