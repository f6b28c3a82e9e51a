/* One channel's newest messages, encoded once in every form. */
#include "servers/channels/feed.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/contract.h"
#include "common/wire/message.h"
#include "common/wire/poll_answer.h"
#include "common/wire/sse.h"
#include "common/wire/websocket_frame.h"
#include "servers/wire/frame.h"
#include "servers/wire/gzip.h"
#include "servers/wire/response_head.h"

/* Far enough to be no limit, near enough for a timespec. */
#define FOREVER_NS (UINT64_C(1) << 62)

static enum status feed_init_wait(struct feed *feed) {
  pthread_condattr_t attributes;
  if (pthread_condattr_init(&attributes) != 0)
    return STATUS_ENVIRONMENT;
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  int failed = pthread_cond_init(&feed->moved, &attributes);
  pthread_condattr_destroy(&attributes);
  if (failed != 0)
    return STATUS_ENVIRONMENT;
  if (pthread_mutex_init(&feed->lock, NULL) != 0) {
    pthread_cond_destroy(&feed->moved);
    return STATUS_ENVIRONMENT;
  }
  return STATUS_OK;
}

enum status feed_init(struct feed *feed, uint64_t channel, size_t history,
                      const struct answer_style *style) {
  CONTRACT(history > 0);
  struct feed made = {.channel = channel, .history = history, .style = *style};
  made.ring = calloc(history, sizeof *made.ring);
  if (!made.ring)
    return STATUS_ENVIRONMENT;
  if (feed_init_wait(&made) != STATUS_OK) {
    free(made.ring);
    return STATUS_ENVIRONMENT;
  }
  *feed = made;
  return STATUS_OK;
}

static void slot_clear(struct feed_slot *slot) {
  for (int form = 0; form < FEED_FORMS; form++) {
    chunk_drop(slot->forms[form]);
    slot->forms[form] = NULL;
  }
}

void feed_release(struct feed *feed) {
  for (size_t i = 0; i < feed->history; i++)
    slot_clear(&feed->ring[i]);
  free(feed->ring);
  free(feed->due_ns);
  chunk_drop(feed->answers[false].chunk);
  chunk_drop(feed->answers[true].chunk);
  pthread_cond_destroy(&feed->moved);
  pthread_mutex_destroy(&feed->lock);
}

static enum status slot_fill(struct feed_slot *slot, const struct message *message) {
  size_t capacity = message->data_bytes + MESSAGE_ENVELOPE_BYTES_MAX;
  struct chunk *text = chunk_new(capacity);
  struct chunk *event = NULL;
  struct chunk *frame = NULL;
  if (!text)
    goto out;
  text->bytes_count = message_encode(message, (char *)text->bytes, capacity);
  CONTRACT(text->bytes_count > 0);
  text->messages = 1;

  event = chunk_new(text->bytes_count + SSE_OVERHEAD_BYTES_MAX);
  frame = frame_make(WEBSOCKET_TEXT, text->bytes, text->bytes_count);
  if (!event || !frame)
    goto out;
  event->bytes_count = sse_encode(message->seq, (const char *)text->bytes, text->bytes_count,
                                  (char *)event->bytes, event->bytes_count);
  CONTRACT(event->bytes_count > 0);
  event->messages = 1;
  frame->messages = 1;

  slot->forms[FEED_TEXT] = text;
  slot->forms[FEED_SSE] = event;
  slot->forms[FEED_WEBSOCKET] = frame;
  return STATUS_OK;

out:
  chunk_drop(text);
  chunk_drop(event);
  chunk_drop(frame);
  return STATUS_ENVIRONMENT;
}

static enum status due_append(struct feed *feed, uint64_t due_ns) {
  if (feed->newest == feed->due_capacity) {
    size_t capacity = feed->due_capacity == 0 ? 64 : feed->due_capacity * 2;
    uint64_t *grown = realloc(feed->due_ns, capacity * sizeof *grown);
    if (!grown)
      return STATUS_ENVIRONMENT;
    feed->due_ns = grown;
    feed->due_capacity = capacity;
  }
  feed->due_ns[feed->newest] = due_ns;
  return STATUS_OK;
}

/* Before anybody can read it. */
static enum status feed_note(const struct feed *feed, const struct message *message,
                             enum message_origin origin) {
  const struct journal_entry entry = {
      .channel = feed->channel, .message = *message, .origin = origin};
  return feed->journal ? journal_append(feed->journal, &entry) : STATUS_OK;
}

/* Where message n is kept. The lock is held. */
static const struct feed_slot *feed_slot(const struct feed *feed, uint64_t n) {
  const struct feed_slot *slot = &feed->ring[n % feed->history];
  CONTRACT(slot->seq == n);
  return slot;
}

/* Of the texts up to message n, which is kept or is 0. The lock is held. */
static uint64_t feed_end_bytes(const struct feed *feed, uint64_t n) {
  return n == 0 ? 0 : feed_slot(feed, n)->end_bytes;
}

/* The lock is held. `data` is not NULL. */
static enum status feed_append(struct feed *feed, const struct message *message,
                               enum message_origin origin) {
  CONTRACT(message->seq == feed->newest + 1);
  struct feed_slot fresh = {.seq = message->seq};
  if (slot_fill(&fresh, message) != STATUS_OK)
    return STATUS_ENVIRONMENT;
  if (due_append(feed, message->due_ns) != STATUS_OK ||
      feed_note(feed, message, origin) != STATUS_OK) {
    slot_clear(&fresh);
    return STATUS_ENVIRONMENT;
  }
  struct feed_slot *slot = &feed->ring[message->seq % feed->history];
  fresh.end_bytes = feed_end_bytes(feed, feed->newest) + fresh.forms[FEED_TEXT]->bytes_count;
  slot_clear(slot);
  *slot = fresh;
  feed->newest = message->seq;
  pthread_cond_broadcast(&feed->moved);
  return STATUS_OK;
}

enum status feed_publish(struct feed *feed, enum message_origin origin, uint64_t due_ns,
                         uint64_t sent_ns, const char *data, size_t data_bytes, uint64_t *seq) {
  char *filled = data ? NULL : malloc(data_bytes);
  if (!data && !filled)
    return STATUS_ENVIRONMENT;

  pthread_mutex_lock(&feed->lock);
  uint64_t number = feed->newest + 1;
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

/* feed->journal is not set yet: what comes from it does not go into it. */
enum status feed_restore(struct feed *feed, const struct message *message) {
  enum status status = STATUS_CHECK;
  pthread_mutex_lock(&feed->lock);
  if (message->seq == feed->newest + 1)
    status = feed_append(feed, message, ORIGIN_PUBLISHER);
  pthread_mutex_unlock(&feed->lock);
  return status;
}

uint64_t feed_newest(struct feed *feed) {
  pthread_mutex_lock(&feed->lock);
  uint64_t newest = feed->newest;
  pthread_mutex_unlock(&feed->lock);
  return newest;
}

/* The number of the first message after `cursor` that is still kept. The lock is
 * held. */
static uint64_t feed_first_after(const struct feed *feed, uint64_t cursor) {
  uint64_t oldest = feed->newest > feed->history ? feed->newest - feed->history + 1 : 1;
  return cursor < oldest ? oldest : cursor == UINT64_MAX ? UINT64_MAX : cursor + 1;
}

struct chunk *feed_next(struct feed *feed, enum feed_form form, uint64_t *cursor) {
  struct chunk *chunk = NULL;
  pthread_mutex_lock(&feed->lock);
  uint64_t number = feed_first_after(feed, *cursor);
  if (number <= feed->newest) {
    chunk = chunk_hold(feed_slot(feed, number)->forms[form]);
    *cursor = number;
  }
  pthread_mutex_unlock(&feed->lock);
  return chunk;
}

static size_t append(uint8_t *out, size_t at, const void *bytes, size_t count) {
  memcpy(out + at, bytes, count);
  return at + count;
}

/* The body with the messages first … last, whose cursor is then `last`: its length, and
 * its bytes where `out` is not NULL. The lock is held. */
static size_t body_write(const struct feed *feed, uint64_t first, uint64_t last, uint8_t *out) {
  char bracket[POLL_ANSWER_OVERHEAD_BYTES_MAX];
  size_t at = poll_answer_head(last, bracket);
  if (out)
    append(out, 0, bracket, at);
  for (uint64_t n = first; n <= last; n++) {
    const struct chunk *text = feed_slot(feed, n)->forms[FEED_TEXT];
    if (out)
      append(out, n > first ? append(out, at, ",", 1) : at, text->bytes, text->bytes_count);
    at += (n > first) + text->bytes_count;
  }
  size_t tail_bytes = poll_answer_tail(bracket);
  if (out)
    append(out, at, bracket, tail_bytes);
  return at + tail_bytes;
}

/* Head and room for the body, which is to be written at *body. */
static struct chunk *answer_begin(const struct answer_style *style, size_t body_bytes,
                                  uint8_t **body) {
  char head[HTTP_HEAD_BYTES_MAX];
  size_t head_bytes = http_head_body(200, "application/json", body_bytes, style, head);
  struct chunk *chunk = chunk_new(head_bytes + body_bytes);
  if (chunk)
    *body = chunk->bytes + append(chunk->bytes, 0, head, head_bytes);
  return chunk;
}

static struct chunk *answer_plain(const struct feed *feed, uint64_t first, uint64_t last) {
  uint8_t *body = NULL;
  struct chunk *chunk = answer_begin(&feed->style, body_write(feed, first, last, NULL), &body);
  if (chunk)
    body_write(feed, first, last, body);
  return chunk;
}

/* NULL also where it would not be shorter. */
static struct chunk *answer_packed(const struct feed *feed, uint64_t first, uint64_t last) {
  size_t bytes = body_write(feed, first, last, NULL);
  size_t room = bytes > HTTP_ENCODING_BYTES ? bytes - HTTP_ENCODING_BYTES : 0;
  uint8_t *plain = malloc(bytes + room);
  struct chunk *chunk = NULL;
  if (!plain)
    return NULL;
  body_write(feed, first, last, plain);
  size_t packed_bytes = gzip_pack(feed->gzip, plain, bytes, plain + bytes, room);
  if (packed_bytes > 0) {
    struct answer_style style = feed->style;
    uint8_t *body = NULL;
    style.gzip = true;
    chunk = answer_begin(&style, packed_bytes, &body);
    if (chunk)
      memcpy(body, plain + bytes, packed_bytes);
  }
  free(plain);
  return chunk;
}

static struct chunk *answer_make(const struct feed *feed, uint64_t first, uint64_t last,
                                 bool gzip) {
  struct chunk *chunk = gzip && feed->gzip ? answer_packed(feed, first, last) : NULL;
  if (!chunk)
    chunk = answer_plain(feed, first, last);
  if (chunk)
    chunk->messages = (size_t)(last + 1 - first);
  return chunk;
}

/* The texts up to the one in front of message n, which is kept. The lock is held. */
static uint64_t feed_begin_bytes(const struct feed *feed, uint64_t n) {
  const struct feed_slot *slot = feed_slot(feed, n);
  return slot->end_bytes - slot->forms[FEED_TEXT]->bytes_count;
}

/* The highest number in [low, high] up to which the texts have at most `bytes` since the
 * first message, or low; low is kept. The lock is held. */
static uint64_t feed_reach(const struct feed *feed, uint64_t low, uint64_t high, uint64_t bytes) {
  while (low < high) {
    uint64_t middle = high - (high - low) / 2;
    if (feed_end_bytes(feed, middle) <= bytes)
      low = middle;
    else
      high = middle - 1;
  }
  return low;
}

/* The lock is held. */
static struct feed_answer answer_after(const struct feed *feed, uint64_t cursor, uint64_t bytes_max,
                                       bool gzip) {
  uint64_t first = feed_first_after(feed, cursor);
  uint64_t last = first - 1;
  if (first <= feed->newest) {
    uint64_t begin = feed_begin_bytes(feed, first);
    uint64_t end = bytes_max < UINT64_MAX - begin ? begin + bytes_max : UINT64_MAX;
    last = feed_reach(feed, first, feed->newest, end);
  }
  return (struct feed_answer){.chunk = answer_make(feed, first, last, gzip),
                              .after = cursor,
                              .newest = feed->newest,
                              .next = last,
                              .bytes_max = bytes_max};
}

struct chunk *feed_answer(struct feed *feed, uint64_t *cursor, uint64_t bytes_max, bool gzip) {
  pthread_mutex_lock(&feed->lock);
  struct feed_answer *kept = &feed->answers[gzip];
  if (!kept->chunk || kept->after != *cursor || kept->newest != feed->newest ||
      kept->bytes_max != bytes_max) {
    chunk_drop(kept->chunk);
    *kept = answer_after(feed, *cursor, bytes_max, gzip);
  }
  struct chunk *chunk = NULL;
  if (kept->chunk) {
    chunk = chunk_hold(kept->chunk);
    *cursor = kept->next;
  }
  pthread_mutex_unlock(&feed->lock);
  return chunk;
}

/* The lock is held. */
static uint64_t waiting_bytes(const struct feed *feed, uint64_t first) {
  return first > feed->newest ? 0
                              : feed_end_bytes(feed, feed->newest) - feed_begin_bytes(feed, first);
}

uint64_t feed_waiting_bytes(struct feed *feed, uint64_t cursor) {
  pthread_mutex_lock(&feed->lock);
  uint64_t bytes = waiting_bytes(feed, feed_first_after(feed, cursor));
  pthread_mutex_unlock(&feed->lock);
  return bytes;
}

uint64_t feed_pass_over(struct feed *feed, uint64_t *cursor, uint64_t bytes_max) {
  uint64_t passed = 0;
  pthread_mutex_lock(&feed->lock);
  uint64_t first = feed_first_after(feed, *cursor);
  if (waiting_bytes(feed, first) > bytes_max) {
    uint64_t newest_bytes = feed_end_bytes(feed, feed->newest);
    uint64_t least = newest_bytes - bytes_max; /* up to the last one passed over */
    uint64_t last = feed_end_bytes(feed, first) >= least
                        ? first
                        : feed_reach(feed, first, feed->newest, least - 1) + 1;
    CONTRACT(last > *cursor && last <= feed->newest);
    passed = last - *cursor;
    *cursor = last;
  }
  pthread_mutex_unlock(&feed->lock);
  return passed;
}

bool feed_wait(struct feed *feed, uint64_t cursor, uint64_t until_ns,
               const atomic_bool *cancelled) {
  struct timespec until = clock_timespec(until_ns < FOREVER_NS ? until_ns : FOREVER_NS);
  int woken = 0;
  pthread_mutex_lock(&feed->lock);
  while (!feed->closed && !atomic_load(cancelled) && feed->newest <= cursor && woken != ETIMEDOUT)
    woken = pthread_cond_timedwait(&feed->moved, &feed->lock, &until);
  bool open = !feed->closed && !atomic_load(cancelled);
  pthread_mutex_unlock(&feed->lock);
  return open;
}

void feed_wake(struct feed *feed) {
  pthread_mutex_lock(&feed->lock);
  pthread_cond_broadcast(&feed->moved);
  pthread_mutex_unlock(&feed->lock);
}

void feed_close(struct feed *feed) {
  pthread_mutex_lock(&feed->lock);
  feed->closed = true;
  pthread_cond_broadcast(&feed->moved);
  pthread_mutex_unlock(&feed->lock);
}

struct feed_due feed_due(struct feed *feed, uint64_t from_ns, uint64_t to_ns) {
  struct feed_due due = {.count = 0};
  pthread_mutex_lock(&feed->lock);
  for (uint64_t i = 0; i < feed->newest; i++) {
    if (feed->due_ns[i] < from_ns || feed->due_ns[i] >= to_ns)
      continue;
    if (due.count++ == 0)
      due.first = i + 1;
    due.last = i + 1;
  }
  pthread_mutex_unlock(&feed->lock);
  return due;
}
