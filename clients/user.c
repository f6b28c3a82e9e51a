/* The states of a user. */
#include "clients/user.h"

#include <string.h>

#include "clients/client.h"
#include "common/clock.h"
#include "common/decimal.h"

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
  enum status status = STATUS_OK;
  if (workload_is_written(&client->workload))
    status =
        hearing_init(&user->subscriber.hearing, &client->workload, user->subscriber.channel, error);
  if (status == STATUS_OK)
    status = client->transport->user_init(user, error);
  if (status != STATUS_OK) {
    subscriber_release(&user->subscriber);
    return status;
  }
  status = writer_create(user, error);
  if (status != STATUS_OK)
    user_release(user);
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
  struct client *client = user->client;
  if (user->state != USER_CONNECTING)
    return;
  uint64_t now_ns = clock_now_ns();
  user->state = USER_READY;
  loop_timer_stop(user->timer);
  subscriber_ready(&user->subscriber, now_ns);
  series_add(&client->record.series, SERIES_READY, now_ns);
  life_ready(&client->life, now_ns - user->started_ns);
  if (user->lost_ns)
    histogram_record(&client->life.outage, now_ns - user->lost_ns);
  user->lost_ns = 0;
  backoff_succeeded(&user->backoff);
  if (!user->paused) /* who does not read hears no answer */
    heartbeat_open(user);
  writer_ready(user);
  phases_user_ready(&client->phases);
}

static void attempt_failed(struct client *client, enum life_failure failure, uint64_t now_ns) {
  client->record.counters.connections_failed++;
  client->life.failed[failure]++;
  series_add(&client->record.series, SERIES_FAILED, now_ns);
}

static void user_lost(struct user *user, enum life_failure failure, uint64_t now_ns) {
  struct client *client = user->client;
  bool provoked = user->slow || user->failure_ns != 0 || client->record.faults;
  user->lost_ns = now_ns;
  client->life.lost_provoked += provoked;
  failure_notice(user, now_ns);
  subscriber_unready(&user->subscriber);
  client->life.lost[failure]++;
  series_add(&client->record.series, SERIES_LOST, now_ns);
  if (client->record.faults)
    fault_record_noticed(client->record.faults, user->id, now_ns);
  phases_user_unready(&client->phases);
}

void user_failed(struct user *user, enum life_failure failure) {
  uint64_t now_ns = clock_now_ns();
  if (!user_active(user))
    return;
  heartbeat_close(user);
  writer_interrupted(user);
  if (user->state == USER_CONNECTING)
    attempt_failed(user->client, failure, now_ns);
  else
    user_lost(user, failure, now_ns);
  user->state = USER_WAITING;
  loop_timer_at(user->timer, now_ns + backoff_next_ns(&user->backoff));
}

void user_connect_failed(struct user *user, enum life_failure failure) {
  attempt_failed(user->client, failure, clock_now_ns());
}

void user_pause(struct user *user) {
  if (user->paused || user->state == USER_ENDED)
    return;
  user->paused = user->slow = true;
  heartbeat_close(user);
  user->client->transport->pause(user);
}

void user_resume(struct user *user) {
  if (!user->paused || user->state == USER_ENDED)
    return;
  user->paused = false;
  if (user->state == USER_READY)
    heartbeat_open(user);
  user->client->transport->resume(user);
}

void user_end(struct user *user, enum life_failure failure) {
  enum user_state before = user->state;
  user->state = USER_ENDED;
  heartbeat_close(user);
  if (user->timer)
    loop_timer_stop(user->timer);
  if (before == USER_CONNECTING)
    attempt_failed(user->client, failure, clock_now_ns());
  if (user->paused) /* the end of a connection has to be read, too */
    user->client->transport->resume(user);
  user->client->life.not_back += user->lost_ns != 0;
  user->lost_ns = 0;
  if (before != USER_ENDED)
    user->client->transport->close(user);
}

/* A poll has a new one each time: that is no work for printf. */
static void path_write(const struct user *user, const char *transport, uint64_t after,
                       char path[USER_PATH_BYTES]) {
  _Static_assert(USER_PATH_BYTES >
                     sizeof("/short_poll?channel=&after=") + 2 * (size_t)DECIMAL_BYTES_MAX,
                 "the longest path fits");
  char *at = path;
  *at++ = '/';
  at = stpcpy(stpcpy(at, transport), "?channel=");
  at += decimal_write(user->subscriber.channel, at);
  at = stpcpy(at, "&after=");
  at += decimal_write(after, at);
  *at = '\0';
}

void user_path(const struct user *user, const char *transport, char path[USER_PATH_BYTES]) {
  path_write(user, transport, user->subscriber.cursor, path);
}

void user_path_first(const struct user *user, const char *transport, char path[USER_PATH_BYTES]) {
  path_write(user, transport, user->subscriber.start, path);
}
