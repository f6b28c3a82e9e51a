/* Waits for the next due time, and publishes. */
#include "servers/channels/publisher.h"

#include <sys/prctl.h>

#include "common/base/clock.h"
#include "common/base/condition.h"
#include "common/base/contract.h"
#include "common/base/whole.h"

static bool publisher_wait_begin(struct publisher *publisher) {
  pthread_mutex_lock(&publisher->lock);
  while (!publisher->begun && !publisher->stopping)
    pthread_cond_wait(&publisher->changed, &publisher->lock);
  bool stopping = publisher->stopping;
  pthread_mutex_unlock(&publisher->lock);
  return !stopping;
}

/* Sleeps until the instant; false when the publisher is to stop before it. The lock is held on
 * entry and on return. */
static bool publisher_sleep(struct publisher *publisher, uint64_t until_ns) {
  while (!publisher->stopping && clock_now_ns() < until_ns)
    condition_wait_until(&publisher->changed, &publisher->lock, until_ns);
  return !publisher->stopping;
}

static void publisher_emit(struct publisher *publisher, const struct due *due, uint64_t due_ns) {
  uint64_t seq = 0;
  uint64_t sent_ns = clock_now_ns();
  CONTRACT(sent_ns >= due_ns);
  enum status status = hub_publish(publisher->hub, due->channel, ORIGIN_PUBLISHER, due_ns, sent_ns,
                                   NULL, (size_t)due->bytes, &seq);
  pthread_mutex_lock(&publisher->lock);
  if (status == STATUS_OK) {
    publisher->published++;
    histogram_record(&publisher->lag, sent_ns - due_ns);
  } else {
    publisher->failed++;
  }
  pthread_mutex_unlock(&publisher->lock);
}

/* Its origin is a request: when a journal is restored, it is not looked for on the schedule. */
void publisher_flood(struct publisher *publisher, uint64_t channel, size_t bytes) {
  uint64_t seq = 0;
  uint64_t now_ns = clock_now_ns();
  enum status status =
      hub_publish(publisher->hub, channel, ORIGIN_REQUEST, now_ns, now_ns, NULL, bytes, &seq);
  pthread_mutex_lock(&publisher->lock);
  publisher->published += status == STATUS_OK;
  publisher->failed += status != STATUS_OK;
  pthread_mutex_unlock(&publisher->lock);
}

static void *publisher_run(void *argument) {
  struct publisher *publisher = argument;
  prctl(PR_SET_TIMERSLACK, 1UL); /* of this thread, in ns; the default is 50 us */
  if (!publisher_wait_begin(publisher))
    return NULL;
  for (;;) {
    struct due due = schedule_next(&publisher->schedule);
    uint64_t due_ns = instant_after_ns(publisher->epoch_ns, due.offset_ns);

    pthread_mutex_lock(&publisher->lock);
    CONTRACT(due_ns >= publisher->next_due_ns);
    publisher->next_due_ns = due_ns;
    bool going = publisher_sleep(publisher, due_ns);
    pthread_mutex_unlock(&publisher->lock);
    if (!going)
      return NULL;
    publisher_emit(publisher, &due, due_ns);
  }
}

static enum status publisher_init(struct publisher *publisher, struct hub *hub,
                                  const struct schedule_plan *plan) {
  *publisher = (struct publisher){.hub = hub};
  schedule_init(&publisher->schedule, plan);
  if (histogram_init(&publisher->lag) != STATUS_OK)
    return STATUS_ENVIRONMENT;
  if (condition_init_shared(&publisher->lock, &publisher->changed) != STATUS_OK) {
    histogram_release(&publisher->lag);
    return STATUS_ENVIRONMENT;
  }
  return STATUS_OK;
}

enum status publisher_start(struct publisher *publisher, struct hub *hub,
                            const struct schedule_plan *plan, struct error *error) {
  if (publisher_init(publisher, hub, plan) != STATUS_OK)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the publisher");
  if (pthread_create(&publisher->thread, NULL, publisher_run, publisher) != 0) {
    publisher_release(publisher);
    return error_set(error, STATUS_ENVIRONMENT, "cannot start the publisher's thread");
  }
  return STATUS_OK;
}

void publisher_resume(struct publisher *publisher, uint64_t epoch_ns) {
  pthread_mutex_lock(&publisher->lock);
  publisher->epoch_ns = epoch_ns;
  pthread_mutex_unlock(&publisher->lock);
}

/* The thread still waits to begin, so it does not touch the schedule. The schedule may have
 * messages that the journal has not: those that could not be published. */
enum status publisher_restore(struct publisher *publisher, const struct journal_entry *entry,
                              struct error *error) {
  uint64_t offset_ns = entry->message.due_ns - publisher->epoch_ns;
  struct due due;
  if (publisher->epoch_ns == 0 || entry->message.due_ns < publisher->epoch_ns ||
      entry->message.sent_ns < entry->message.due_ns)
    return error_set(error, STATUS_CHECK, "a message that cannot have been on schedule then");
  do {
    due = schedule_next(&publisher->schedule);
  } while (due.offset_ns < offset_ns ||
           (due.offset_ns == offset_ns && due.channel != entry->channel));
  if (due.offset_ns != offset_ns)
    return error_set(error, STATUS_CHECK,
                     "the schedule has no such message: give the seed, rate, arrival and channels "
                     "that it was written with");
  pthread_mutex_lock(&publisher->lock);
  publisher->published++;
  histogram_record(&publisher->lag, entry->message.sent_ns - entry->message.due_ns);
  pthread_mutex_unlock(&publisher->lock);
  return STATUS_OK;
}

void publisher_prepared(struct publisher *publisher) {
  pthread_mutex_lock(&publisher->lock);
  pthread_mutex_unlock(&publisher->lock);
}

uint64_t publisher_begin(struct publisher *publisher, uint64_t epoch_ns) {
  CONTRACT(epoch_ns > 0);
  pthread_mutex_lock(&publisher->lock);
  if (publisher->epoch_ns == 0) {
    publisher->epoch_ns = epoch_ns;
    if (publisher->journal)
      journal_set_epoch(publisher->journal, epoch_ns);
  }
  publisher->begun = true;
  pthread_cond_broadcast(&publisher->changed);
  epoch_ns = publisher->epoch_ns;
  pthread_mutex_unlock(&publisher->lock);
  return epoch_ns;
}

struct publisher_state publisher_state(struct publisher *publisher) {
  pthread_mutex_lock(&publisher->lock);
  uint64_t now_ns = clock_now_ns();
  uint64_t next_ns = publisher->next_due_ns;
  struct publisher_state state = {
      .epoch_ns = publisher->epoch_ns,
      .published = publisher->published,
      .failed = publisher->failed,
      /* up to now, or up to the next due time if the publisher is late for it */
      .published_until_ns = publisher->epoch_ns == 0 || next_ns == 0 ? 0
                            : next_ns < now_ns                       ? next_ns
                                                                     : now_ns,
  };
  pthread_mutex_unlock(&publisher->lock);
  return state;
}

void publisher_stop(struct publisher *publisher) {
  pthread_mutex_lock(&publisher->lock);
  publisher->stopping = true;
  pthread_cond_broadcast(&publisher->changed);
  pthread_mutex_unlock(&publisher->lock);
  pthread_join(publisher->thread, NULL);
}

void publisher_release(struct publisher *publisher) {
  histogram_release(&publisher->lag);
  pthread_cond_destroy(&publisher->changed);
  pthread_mutex_destroy(&publisher->lock);
}
