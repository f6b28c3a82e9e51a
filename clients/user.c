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
  subscriber_init(&user->subscriber, &client->record, id,
                  workload_channel_of(&client->workload, id), cursor);
  enum status status = client->transport->user_init(user, error);
  if (status != STATUS_OK)
    subscriber_release(&user->subscriber);
  return status;
}

void user_release(struct user *user) {
  user->client->transport->user_release(user);
  subscriber_release(&user->subscriber);
  loop_timer_destroy(user->timer);
}

/* The time for the attempt is up, whatever the transport waits for; or the back-off is
 * over. */
static void user_timer_fired(void *owner) {
  struct user *user = owner;
  if (user->state == USER_WAITING) {
    user_connect(user);
  } else if (user->state == USER_CONNECTING) {
    user->client->transport->abandon(user);
    user_failed(user, LIFE_TIMEOUT);
  }
}

void user_connect(struct user *user) {
  struct client *client = user->client;
  user->state = USER_CONNECTING;
  user->started_ns = clock_now_ns();
  if (!user->timer)
    user->timer = loop_timer_create(client->loop, user_timer_fired, user);
  if (!user->timer) {
    client->record.counters.connections_failed++;
    client->life.failed[LIFE_OTHER]++;
    user->state = USER_ENDED;
    return;
  }
  loop_timer_at(user->timer,
                user->started_ns + (uint64_t)client->options->connect_timeout_ms * NS_PER_MS);
  client->transport->connect(user);
}

void user_ready(struct user *user) {
  if (user->state != USER_CONNECTING)
    return;
  user->state = USER_READY;
  loop_timer_stop(user->timer);
  life_ready(&user->client->life, clock_now_ns() - user->started_ns);
  backoff_succeeded(&user->backoff);
  heartbeat_open(user);
  phases_user_ready(&user->client->phases);
}

void user_failed(struct user *user, enum life_failure failure) {
  struct client *client = user->client;
  if (!user_active(user))
    return;
  heartbeat_close(user);
  if (user->state == USER_CONNECTING) {
    client->record.counters.connections_failed++;
    client->life.failed[failure]++;
  } else {
    client->life.lost[failure]++;
    phases_user_unready(&client->phases);
  }
  user->state = USER_WAITING;
  loop_timer_at(user->timer, clock_now_ns() + backoff_next_ns(&user->backoff));
}

void user_end(struct user *user, enum life_failure failure) {
  enum user_state before = user->state;
  user->state = USER_ENDED;
  heartbeat_close(user);
  if (user->timer)
    loop_timer_stop(user->timer);
  if (before == USER_CONNECTING) {
    user->client->record.counters.connections_failed++;
    user->client->life.failed[failure]++;
  }
  if (before != USER_ENDED)
    user->client->transport->close(user);
}

void user_path(const struct user *user, const char *transport, char path[USER_PATH_BYTES]) {
  snprintf(path, USER_PATH_BYTES, "/%s?channel=%" PRIu64 "&after=%" PRIu64, transport,
           user->subscriber.channel, user->subscriber.cursor);
}
