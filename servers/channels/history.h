/* The newest messages of a channel, each encoded once in every form that is sent. Not for
 * concurrent use.
 *
 * Messages are numbered from 1 without gaps. A reader's cursor is the number of the last message
 * that it has seen. */
#ifndef SERVERS_CHANNELS_HISTORY_H
#define SERVERS_CHANNELS_HISTORY_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/contract.h"
#include "common/base/status.h"
#include "common/wire/message.h"
#include "servers/wire/chunk.h"

enum message_form {
  FORM_TEXT,      /* the message's JSON text */
  FORM_SSE,       /* an event */
  FORM_WEBSOCKET, /* a whole unmasked text frame */
  FORM_COUNT,
};

struct history_slot {
  uint64_t seq; /* of the message; 0 for none yet */
  struct chunk *forms[FORM_COUNT];
  uint64_t end_bytes; /* of the texts of all messages up to this one, since the first */
};

struct history {
  uint64_t newest;           /* number of the newest message, 0 while there is none */
  struct history_slot *ring; /* message n is in slot n % capacity */
  size_t capacity;
};

/* `capacity`: messages that are kept, above 0. STATUS_ENVIRONMENT without memory. */
enum status history_init(struct history *history, size_t capacity);
void history_release(struct history *history);

/* Encodes a message into a slot outside the ring. STATUS_ENVIRONMENT without memory. */
enum status history_encode(const struct message *message, struct history_slot *slot);
void history_slot_clear(struct history_slot *slot);

/* Appends what history_encode has made of the next message, in place of the oldest. */
void history_append(struct history *history, const struct history_slot *slot);

/* Where message n is kept. */
static inline const struct history_slot *history_slot(const struct history *history, uint64_t n) {
  const struct history_slot *slot = &history->ring[n % history->capacity];
  CONTRACT(slot->seq == n);
  return slot;
}

/* The first message after `cursor` that is kept; a number above `newest` when there is none. */
static inline uint64_t history_first_after(const struct history *history, uint64_t cursor) {
  uint64_t oldest =
      history->newest > history->capacity ? history->newest - history->capacity + 1 : 1;
  return cursor < oldest ? oldest : cursor == UINT64_MAX ? UINT64_MAX : cursor + 1;
}

/* Bytes of the texts after `cursor` that are kept. */
uint64_t history_bytes_after(const struct history *history, uint64_t cursor);

/* The last message of those from `first`, which is kept, whose texts have at most bytes_max
 * together; `first` if its text alone has more. */
uint64_t history_last_within(const struct history *history, uint64_t first, uint64_t bytes_max);

/* Moves the cursor over the oldest messages, so that at most bytes_max of text are after it.
 * Returns how many messages it moved over, those included that are not kept any more. */
uint64_t history_pass_over(const struct history *history, uint64_t *cursor, uint64_t bytes_max);

#endif
