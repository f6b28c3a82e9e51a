/* A ring of messages; each slot has the running sum of text bytes, for binary searches. */
#include "servers/channels/history.h"

#include <stdlib.h>

#include "common/wire/sse.h"
#include "common/wire/websocket_frame.h"
#include "servers/wire/frame.h"

enum status history_init(struct history *history, size_t capacity) {
  CONTRACT(capacity > 0);
  struct history_slot *ring = calloc(capacity, sizeof *ring);
  if (!ring)
    return STATUS_ENVIRONMENT;
  *history = (struct history){.ring = ring, .capacity = capacity};
  return STATUS_OK;
}

void history_slot_clear(struct history_slot *slot) {
  for (int form = 0; form < FORM_COUNT; form++) {
    chunk_drop(slot->forms[form]);
    slot->forms[form] = NULL;
  }
}

void history_release(struct history *history) {
  for (size_t i = 0; i < history->capacity; i++)
    history_slot_clear(&history->ring[i]);
  free(history->ring);
}

enum status history_encode(const struct message *message, struct history_slot *slot) {
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

  *slot = (struct history_slot){
      .seq = message->seq,
      .forms = {[FORM_TEXT] = text, [FORM_SSE] = event, [FORM_WEBSOCKET] = frame}};
  return STATUS_OK;

out:
  chunk_drop(text);
  chunk_drop(event);
  chunk_drop(frame);
  return STATUS_ENVIRONMENT;
}

/* Of the texts up to message n, which is kept or is 0. */
static uint64_t end_bytes(const struct history *history, uint64_t n) {
  return n == 0 ? 0 : history_slot(history, n)->end_bytes;
}

/* Of the texts before message n, which is kept. */
static uint64_t begin_bytes(const struct history *history, uint64_t n) {
  const struct history_slot *slot = history_slot(history, n);
  return slot->end_bytes - slot->forms[FORM_TEXT]->bytes_count;
}

void history_append(struct history *history, const struct history_slot *slot) {
  CONTRACT(slot->seq == history->newest + 1);
  struct history_slot *oldest = &history->ring[slot->seq % history->capacity];
  uint64_t before_bytes = end_bytes(history, history->newest);
  history_slot_clear(oldest);
  *oldest = *slot;
  oldest->end_bytes = before_bytes + slot->forms[FORM_TEXT]->bytes_count;
  history->newest = slot->seq;
}

/* The highest number in [low, high] up to which all texts since the first message have at most
 * `bytes` together, or low, which is kept. */
static uint64_t last_up_to(const struct history *history, uint64_t low, uint64_t high,
                           uint64_t bytes) {
  while (low < high) {
    uint64_t middle = high - (high - low) / 2;
    if (end_bytes(history, middle) <= bytes)
      low = middle;
    else
      high = middle - 1;
  }
  return low;
}

/* `first` is kept, or above the newest. */
static uint64_t bytes_from(const struct history *history, uint64_t first) {
  return first > history->newest
             ? 0
             : end_bytes(history, history->newest) - begin_bytes(history, first);
}

uint64_t history_bytes_after(const struct history *history, uint64_t cursor) {
  return bytes_from(history, history_first_after(history, cursor));
}

uint64_t history_last_within(const struct history *history, uint64_t first, uint64_t bytes_max) {
  uint64_t begin = begin_bytes(history, first);
  uint64_t end = bytes_max < UINT64_MAX - begin ? begin + bytes_max : UINT64_MAX;
  return last_up_to(history, first, history->newest, end);
}

uint64_t history_pass_over(const struct history *history, uint64_t *cursor, uint64_t bytes_max) {
  uint64_t first = history_first_after(history, *cursor);
  if (bytes_from(history, first) <= bytes_max)
    return 0;
  /* the messages that are passed over end at this sum or above */
  uint64_t least = end_bytes(history, history->newest) - bytes_max;
  uint64_t last = end_bytes(history, first) >= least
                      ? first
                      : last_up_to(history, first, history->newest, least - 1) + 1;
  CONTRACT(last > *cursor && last <= history->newest);
  uint64_t passed = last - *cursor;
  *cursor = last;
  return passed;
}
