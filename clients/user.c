/* The states of a user. */
#include "clients/user.h"

#include <inttypes.h>
#include <stdio.h>

#include "clients/client.h"
#include "common/clock.h"

enum status user_init(struct user *user, struct client *client, uint32_t id, uint64_t cursor,
                      struct error *error) {
  const struct client_options *options = client->options;
  *user = (struct user){
      .client = client,
      .id = id,
      .state = USER_NEW,
      .backoff = backoff_seeded((uint64_t)options->seed, id,
                                (uint64_t)options->reconnect_base_ms * NS_PER_MS,
                                (uint64_t)options->reconnect_cap_ms * NS_PER_MS),
  };
  subscriber_init(&user->subscriber, &client->record, id, id % (uint64_t)options->channels, cursor);
  enum status status = client->transport->user_init(user, error);
  if (status != STATUS_OK)
    subscriber_release(&user->subscriber);
  return status;
}

void user_release(struct user *user) {
  user->client->transport->user_release(user);
  subscriber_release(&user->subscriber);
  loop_timer_destroy(user->retry);
}

void user_connect(struct user *user) {
  user->state = USER_CONNECTING;
  user->client->transport->connect(user);
}

void user_ready(struct user *user) {
  if (user->state != USER_CONNECTING)
    return;
  user->state = USER_READY;
  backoff_succeeded(&user->backoff);
  heartbeat_open(user);
  phases_user_ready(&user->client->phases);
}

static void user_retry(void *owner) {
  user_connect(owner);
}

void user_failed(struct user *user) {
  struct client *client = user->client;
  if (!user_active(user))
    return;
  heartbeat_close(user);
  if (user->state == USER_CONNECTING)
    client->record.counters.connections_failed++;
  else
    phases_user_unready(&client->phases);
  if (!user->retry)
    user->retry = loop_timer_create(client->loop, user_retry, user);
  if (!user->retry) {
    user->state = USER_ENDED;
    return;
  }
  user->state = USER_WAITING;
  loop_timer_at(user->retry, clock_now_ns() + backoff_next_ns(&user->backoff));
}

void user_end(struct user *user) {
  enum user_state before = user->state;
  user->state = USER_ENDED;
  heartbeat_close(user);
  if (user->retry)
    loop_timer_stop(user->retry);
  if (before == USER_CONNECTING)
    user->client->record.counters.connections_failed++;
  if (before != USER_ENDED)
    user->client->transport->close(user);
}

void user_path(const struct user *user, const char *transport, char path[USER_PATH_BYTES]) {
  snprintf(path, USER_PATH_BYTES, "/%s?channel=%" PRIu64 "&after=%" PRIu64, transport,
           user->subscriber.channel, user->subscriber.cursor);
}
