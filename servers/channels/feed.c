/* A lock around a channel's history, and a condition to wait on. */
#include "servers/channels/feed.h"

#include <stdlib.h>

#include "common/base/condition.h"

enum status feed_init(struct feed *feed, uint64_t channel, size_t history,
                      const struct answer_style *style) {
  struct feed made = {.channel = channel, .answers = {.style = *style}};
  if (history_init(&made.history, history) != STATUS_OK)
    return STATUS_ENVIRONMENT;
  if (condition_init(&made.lock, &made.changed) != STATUS_OK) {
    history_release(&made.history);
    return STATUS_ENVIRONMENT;
  }
  *feed = made;
  return STATUS_OK;
}

void feed_release(struct feed *feed) {
  history_release(&feed->history);
  answers_release(&feed->answers);
  free(feed->due_ns);
  pthread_cond_destroy(&feed->changed);
  pthread_mutex_destroy(&feed->lock);
}

static enum status due_append(struct feed *feed, uint64_t due_ns) {
  uint64_t count = feed->history.newest;
  if (count == feed->due_capacity) {
    size_t capacity = feed->due_capacity == 0 ? 64 : feed->due_capacity * 2;
    uint64_t *grown = realloc(feed->due_ns, capacity * sizeof *grown);
    if (!grown)
      return STATUS_ENVIRONMENT;
    feed->due_ns = grown;
    feed->due_capacity = capacity;
  }
  feed->due_ns[count] = due_ns;
  return STATUS_OK;
}

static enum status journal_message(const struct feed *feed, const struct message *message,
                                   enum message_origin origin) {
  const struct journal_entry entry = {
      .channel = feed->channel, .message = *message, .origin = origin};
  return feed->journal ? journal_append(feed->journal, &entry) : STATUS_OK;
}

/* The lock is held. `data` is not NULL. The journal has the message before anybody can read it. */
static enum status feed_append(struct feed *feed, const struct message *message,
                               enum message_origin origin) {
  struct history_slot slot;
  if (history_encode(message, &slot) != STATUS_OK)
    return STATUS_ENVIRONMENT;
  if (due_append(feed, message->due_ns) != STATUS_OK ||
      journal_message(feed, message, origin) != STATUS_OK) {
    history_slot_clear(&slot);
    return STATUS_ENVIRONMENT;
  }
  history_append(&feed->history, &slot);
  pthread_cond_broadcast(&feed->changed);
  return STATUS_OK;
}

enum status feed_publish(struct feed *feed, enum message_origin origin, uint64_t due_ns,
                         uint64_t sent_ns, const char *data, size_t data_bytes, uint64_t *seq) {
  char *filled = data ? NULL : malloc(data_bytes);
  if (!data && !filled)
    return STATUS_ENVIRONMENT;

  pthread_mutex_lock(&feed->lock);
  uint64_t number = feed->history.newest + 1;
  if (filled)
    message_data_fill(feed->payload_kind, filled, data_bytes, feed->channel, number);
  struct message message = {.seq = number,
                            .due_ns = due_ns,
                            .sent_ns = sent_ns,
                            .data = filled ? filled : data,
                            .data_bytes = data_bytes};
  enum status status = feed_append(feed, &message, origin);
  pthread_mutex_unlock(&feed->lock);

  free(filled);
  if (status == STATUS_OK)
    *seq = number;
  return status;
}

/* feed->journal is not set yet, so the message is not written to it again. */
enum status feed_restore(struct feed *feed, const struct message *message) {
  enum status status = STATUS_CHECK;
  pthread_mutex_lock(&feed->lock);
  if (message->seq == feed->history.newest + 1)
    status = feed_append(feed, message, ORIGIN_PUBLISHER);
  pthread_mutex_unlock(&feed->lock);
  return status;
}

uint64_t feed_newest(struct feed *feed) {
  pthread_mutex_lock(&feed->lock);
  uint64_t newest = feed->history.newest;
  pthread_mutex_unlock(&feed->lock);
  return newest;
}

struct chunk *feed_next(struct feed *feed, enum message_form form, uint64_t *cursor) {
  struct chunk *chunk = NULL;
  pthread_mutex_lock(&feed->lock);
  uint64_t number = history_first_after(&feed->history, *cursor);
  if (number <= feed->history.newest) {
    chunk = chunk_hold(history_slot(&feed->history, number)->forms[form]);
    *cursor = number;
  }
  pthread_mutex_unlock(&feed->lock);
  return chunk;
}

struct chunk *feed_answer(struct feed *feed, uint64_t *cursor, uint64_t bytes_max,
                          enum answer_kind kind) {
  pthread_mutex_lock(&feed->lock);
  struct chunk *chunk = answers_get(&feed->answers, &feed->history, cursor, bytes_max, kind);
  pthread_mutex_unlock(&feed->lock);
  return chunk;
}

uint64_t feed_waiting_bytes(struct feed *feed, uint64_t cursor) {
  pthread_mutex_lock(&feed->lock);
  uint64_t bytes = history_bytes_after(&feed->history, cursor);
  pthread_mutex_unlock(&feed->lock);
  return bytes;
}

uint64_t feed_pass_over(struct feed *feed, uint64_t *cursor, uint64_t bytes_max) {
  pthread_mutex_lock(&feed->lock);
  uint64_t passed = history_pass_over(&feed->history, cursor, bytes_max);
  pthread_mutex_unlock(&feed->lock);
  return passed;
}

bool feed_wait(struct feed *feed, uint64_t cursor, uint64_t until_ns,
               const atomic_bool *cancelled) {
  bool waiting = true;
  pthread_mutex_lock(&feed->lock);
  while (waiting && !feed->closed && !atomic_load(cancelled) && feed->history.newest <= cursor)
    waiting = condition_wait_until(&feed->changed, &feed->lock, until_ns);
  bool open = !feed->closed && !atomic_load(cancelled);
  pthread_mutex_unlock(&feed->lock);
  return open;
}

void feed_wake(struct feed *feed) {
  pthread_mutex_lock(&feed->lock);
  pthread_cond_broadcast(&feed->changed);
  pthread_mutex_unlock(&feed->lock);
}

void feed_close(struct feed *feed) {
  pthread_mutex_lock(&feed->lock);
  feed->closed = true;
  pthread_cond_broadcast(&feed->changed);
  pthread_mutex_unlock(&feed->lock);
}

struct feed_due feed_due(struct feed *feed, uint64_t from_ns, uint64_t to_ns) {
  struct feed_due due = {.count = 0};
  pthread_mutex_lock(&feed->lock);
  for (uint64_t i = 0; i < feed->history.newest; i++) {
    if (feed->due_ns[i] < from_ns || feed->due_ns[i] >= to_ns)
      continue;
    if (due.count++ == 0)
      due.first = i + 1;
    due.last = i + 1;
  }
  pthread_mutex_unlock(&feed->lock);
  return due;
}
