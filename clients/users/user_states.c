/* Transitions between the states. */
#include "clients/users/user_states.h"

#include "clients/users/heartbeat.h"
#include "clients/users/writer.h"
#include "common/base/clock.h"

enum status user_init(struct user *user, struct crowd *crowd, uint32_t id, uint64_t cursor,
                      struct error *error) {
  *user = (struct user){
      .crowd = crowd,
      .id = id,
      .address = network_address(&crowd->network, id),
      .state = USER_NEW,
      .backoff = backoff_seeded(crowd->options, id),
  };
  subscriber_init(&user->subscriber, crowd->record, id, workload_channel_of(crowd->workload, id),
                  cursor);
  enum status status = STATUS_OK;
  if (workload_is_written(crowd->workload))
    status = writer_ledger_init(&user->subscriber.writer_ledger, crowd->workload,
                                user->subscriber.channel, error);
  if (status == STATUS_OK)
    status = crowd->transport->user_init(user, error);
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
  user->crowd->transport->user_release(user);
  subscriber_release(&user->subscriber);
  loop_timer_destroy(user->timer);
}

/* The time for an attempt is up, or a back-off is over. */
static void user_timer_fired(void *owner) {
  struct user *user = owner;
  if (user->state == USER_WAITING) {
    user_connect(user);
  } else if (user->state == USER_CONNECTING) {
    user->crowd->transport->abandon(user);
    user_failed(user, LIFE_TIMEOUT);
  }
}

void user_connect(struct user *user) {
  struct crowd *crowd = user->crowd;
  user->state = USER_CONNECTING;
  user->started_ns = clock_now_ns();
  if (!user->timer)
    user->timer = loop_timer_create(crowd->network.loop, user_timer_fired, user);
  if (!user->timer) {
    crowd->record->counters.connections_failed++;
    crowd->life->failed[LIFE_OTHER]++;
    user->state = USER_ENDED;
    return;
  }
  loop_timer_at(user->timer,
                user->started_ns + (uint64_t)crowd->options->connect_timeout_ms * NS_PER_MS);
  crowd->transport->connect(user);
}

void user_ready(struct user *user) {
  struct crowd *crowd = user->crowd;
  if (user->state != USER_CONNECTING)
    return;
  uint64_t now_ns = clock_now_ns();
  user->state = USER_READY;
  loop_timer_stop(user->timer);
  subscriber_ready(&user->subscriber, now_ns);
  series_add(&crowd->record->series, SERIES_READY, now_ns);
  life_ready(crowd->life, now_ns - user->started_ns);
  if (user->lost_ns)
    histogram_record(&crowd->life->outage, now_ns - user->lost_ns);
  user->lost_ns = 0;
  backoff_succeeded(&user->backoff);
  if (!user->paused) /* a paused user would not read the answers */
    heartbeat_open(user);
  writer_ready(user);
  crowd->observer.ready(crowd->observer.owner);
}

static void user_lost(struct user *user, enum life_failure failure, uint64_t now_ns) {
  struct crowd *crowd = user->crowd;
  user->lost_ns = now_ns;
  crowd->life->lost_provoked += crowd->record->faults != NULL;
  subscriber_unready(&user->subscriber);
  crowd->life->lost[failure]++;
  series_add(&crowd->record->series, SERIES_LOST, now_ns);
  if (crowd->record->faults)
    fault_record_noticed(crowd->record->faults, user->id, now_ns);
  crowd->observer.lost(crowd->observer.owner);
}

void user_failed(struct user *user, enum life_failure failure) {
  uint64_t now_ns = clock_now_ns();
  if (!user_active(user))
    return;
  heartbeat_close(user);
  writer_interrupted(user);
  if (user->state == USER_CONNECTING)
    user_attempt_failed(user, failure, now_ns);
  else
    user_lost(user, failure, now_ns);
  user->state = USER_WAITING;
  loop_timer_at(user->timer, now_ns + backoff_next_ns(&user->backoff));
}

void user_pause(struct user *user) {
  if (user->paused || user->state == USER_ENDED)
    return;
  user->paused = user->slow = true;
  heartbeat_close(user);
  user->crowd->transport->pause(user);
}

void user_resume(struct user *user) {
  if (!user->paused || user->state == USER_ENDED)
    return;
  user->paused = false;
  if (user->state == USER_READY)
    heartbeat_open(user);
  user->crowd->transport->resume(user);
}

void user_end(struct user *user, enum life_failure failure) {
  enum user_state before = user->state;
  user->state = USER_ENDED;
  heartbeat_close(user);
  if (user->timer)
    loop_timer_stop(user->timer);
  if (before == USER_CONNECTING)
    user_attempt_failed(user, failure, clock_now_ns());
  if (user->paused) /* the end of the connection must be read, too */
    user->crowd->transport->resume(user);
  user->crowd->life->not_back += user->lost_ns != 0;
  user->lost_ns = 0;
  if (before != USER_ENDED)
    user->crowd->transport->close(user);
}
