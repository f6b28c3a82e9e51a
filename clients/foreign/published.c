/* One growing array for each channel, under one lock: it is held for some instructions, and
 * contended only where a message is published while another one is received. */
#include "clients/foreign/published.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/contract.h"

struct published_channel {
  struct published_message *messages;
  size_t count, capacity;
};

struct published {
  pthread_mutex_t lock;
  struct published_channel *channels;
  size_t channel_count;
};

enum status published_create(size_t channels, struct published **out, struct error *error) {
  struct published *published = calloc(1, sizeof *published);
  struct published_channel *made = calloc(channels, sizeof *made);
  if (!published || !made || pthread_mutex_init(&published->lock, NULL) != 0) {
    free(published);
    free(made);
    return error_set(error, STATUS_ENVIRONMENT, "no memory for what is published");
  }
  published->channels = made;
  published->channel_count = channels;
  *out = published;
  return STATUS_OK;
}

void published_destroy(struct published *published) {
  if (!published)
    return;
  for (size_t i = 0; i < published->channel_count; i++)
    free(published->channels[i].messages);
  free(published->channels);
  pthread_mutex_destroy(&published->lock);
  free(published);
}

static struct published_channel *channel_of(struct published *published, uint64_t channel) {
  CONTRACT(channel < published->channel_count);
  return &published->channels[channel];
}

/* NULL where there is no such message. */
static struct published_message *message_of(struct published *published, uint64_t channel,
                                            uint64_t number) {
  struct published_channel *of = channel_of(published, channel);
  return number >= 1 && number <= of->count ? &of->messages[number - 1] : NULL;
}

static bool grow(struct published_channel *channel) {
  size_t capacity = channel->capacity ? 2 * channel->capacity : 64;
  struct published_message *grown =
      reallocarray(channel->messages, capacity, sizeof *channel->messages);
  if (!grown)
    return false;
  channel->messages = grown;
  channel->capacity = capacity;
  return true;
}

uint64_t published_add(struct published *published, uint64_t channel, uint64_t due_ns,
                       uint64_t data_bytes) {
  uint64_t number = 0;
  pthread_mutex_lock(&published->lock);
  struct published_channel *of = channel_of(published, channel);
  CONTRACT(of->count == 0 || of->messages[of->count - 1].due_ns <= due_ns);
  if (of->count < of->capacity || grow(of)) {
    of->messages[of->count] =
        (struct published_message){.due_ns = due_ns, .data_bytes = data_bytes};
    number = ++of->count;
  }
  pthread_mutex_unlock(&published->lock);
  return number;
}

void published_sent(struct published *published, uint64_t channel, uint64_t number,
                    uint64_t sent_ns) {
  pthread_mutex_lock(&published->lock);
  struct published_message *message = message_of(published, channel, number);
  CONTRACT(message && message->state == PUBLISHED_WAITS);
  message->sent_ns = sent_ns;
  message->state = PUBLISHED_SENT;
  pthread_mutex_unlock(&published->lock);
}

void published_unsent(struct published *published, uint64_t channel, uint64_t number) {
  pthread_mutex_lock(&published->lock);
  struct published_message *message = message_of(published, channel, number);
  CONTRACT(message && message->state == PUBLISHED_SENT);
  message->sent_ns = 0;
  message->state = PUBLISHED_WAITS;
  pthread_mutex_unlock(&published->lock);
}

void published_settle(struct published *published, uint64_t channel, uint64_t number,
                      enum published_state state, uint64_t answered_ns) {
  pthread_mutex_lock(&published->lock);
  struct published_message *message = message_of(published, channel, number);
  CONTRACT(message && state > PUBLISHED_SENT);
  message->state = state;
  message->answered_ns = state == PUBLISHED_UNKNOWN ? 0 : answered_ns;
  pthread_mutex_unlock(&published->lock);
}

bool published_find(struct published *published, uint64_t channel, uint64_t number,
                    struct published_message *out) {
  pthread_mutex_lock(&published->lock);
  const struct published_message *message = message_of(published, channel, number);
  if (message)
    *out = *message;
  pthread_mutex_unlock(&published->lock);
  return message != NULL;
}

/* How many messages are due before the instant. */
static size_t before(const struct published_channel *channel, uint64_t instant_ns) {
  size_t low = 0, high = channel->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (channel->messages[middle].due_ns < instant_ns)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

struct published_range published_between(struct published *published, uint64_t channel,
                                         uint64_t from_ns, uint64_t to_ns) {
  pthread_mutex_lock(&published->lock);
  const struct published_channel *of = channel_of(published, channel);
  size_t from = before(of, from_ns), to = before(of, to_ns);
  pthread_mutex_unlock(&published->lock);
  return from < to ? (struct published_range){from + 1, to - from} : (struct published_range){0, 0};
}

uint64_t published_newest(struct published *published, uint64_t channel) {
  pthread_mutex_lock(&published->lock);
  uint64_t newest = channel_of(published, channel)->count;
  pthread_mutex_unlock(&published->lock);
  return newest;
}

/* --- the list as text ------------------------------------------------------------------- */

static void channel_write(const struct published_channel *channel, size_t index, FILE *file) {
  static const char *const states[] = {[PUBLISHED_WAITS] = "unsent",
                                       [PUBLISHED_SENT] = "sent",
                                       [PUBLISHED_ACKNOWLEDGED] = "acknowledged",
                                       [PUBLISHED_REFUSED] = "refused",
                                       [PUBLISHED_UNKNOWN] = "unknown"};
  for (size_t i = 0; i < channel->count; i++) {
    const struct published_message *message = &channel->messages[i];
    fprintf(file, "%zu\t%zu\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\t%s\n", index, i + 1,
            message->due_ns, message->sent_ns, message->answered_ns, states[message->state]);
  }
}

enum status published_write(struct published *published, const char *path, struct error *error) {
  FILE *file = fopen(path, "we");
  if (!file)
    return error_set(error, STATUS_ENVIRONMENT, "cannot write %s: %s", path, strerror(errno));
  fputs("channel\tnumber\tdue_ns\tsent_ns\tanswered_ns\tstate\n", file);
  pthread_mutex_lock(&published->lock);
  for (size_t i = 0; i < published->channel_count; i++)
    channel_write(&published->channels[i], i, file);
  pthread_mutex_unlock(&published->lock);
  bool failed = ferror(file) != 0;
  failed = fclose(file) != 0 || failed;
  return failed ? error_set(error, STATUS_ENVIRONMENT, "cannot write %s", path) : STATUS_OK;
}

/* --- sums ------------------------------------------------------------------------------ */

static void sum_add(struct published_sum *sum, const struct published_message *message) {
  if (message->state == PUBLISHED_WAITS) {
    sum->unsent++;
    return;
  }
  sum->sent++;
  sum->acknowledged += message->state == PUBLISHED_ACKNOWLEDGED;
  sum->refused += message->state == PUBLISHED_REFUSED;
  sum->unknown += message->state == PUBLISHED_SENT || message->state == PUBLISHED_UNKNOWN;
  histogram_record(&sum->lag, message->sent_ns - message->due_ns);
  if (message->state == PUBLISHED_ACKNOWLEDGED)
    histogram_record(&sum->acknowledgement, message->answered_ns - message->sent_ns);
}

void published_sum_release(struct published_sum *sum) {
  histogram_release(&sum->lag);
  histogram_release(&sum->acknowledgement);
}

enum status published_sum_make(struct published *published, uint64_t from_ns, uint64_t to_ns,
                               struct published_sum *out, struct error *error) {
  struct published_sum sum = {.sent = 0};
  if (histogram_init(&sum.lag) != STATUS_OK || histogram_init(&sum.acknowledgement) != STATUS_OK) {
    published_sum_release(&sum);
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the publisher's times");
  }
  pthread_mutex_lock(&published->lock);
  for (size_t i = 0; i < published->channel_count; i++) {
    const struct published_channel *channel = &published->channels[i];
    for (size_t j = before(channel, from_ns), end = before(channel, to_ns); j < end; j++)
      sum_add(&sum, &channel->messages[j]);
  }
  pthread_mutex_unlock(&published->lock);
  *out = sum;
  return STATUS_OK;
}
