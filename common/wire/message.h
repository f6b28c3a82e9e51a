/* The text of a message, which a publisher sends and every user of the channel should receive.
 *
 * On the wire it is the JSON text
 *   {"seq":17,"due_ns":123,"sent_ns":124,"data":"…"}
 * with its keys in this order and no spaces. due_ns is when the schedule wanted
 * it published, sent_ns when it was; both on CLOCK_MONOTONIC. */
#ifndef COMMON_WIRE_MESSAGE_H
#define COMMON_WIRE_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/status.h"
#include "common/wire/payload.h"

enum {
  MESSAGE_DATA_BYTES_MAX = 1 << 20,
  MESSAGE_ENVELOPE_BYTES_MAX = 112, /* the text without data, at its longest */
};

struct message {
  uint64_t seq; /* 1, 2, 3 … in each channel */
  uint64_t due_ns;
  uint64_t sent_ns;
  const char *data; /* JSON string contents, without quotes and without escapes */
  size_t data_bytes;
};

/* Writes the text, returns its length; `capacity` of at least data_bytes +
 * MESSAGE_ENVELOPE_BYTES_MAX always suffices, 0 is returned when it does not. */
size_t message_encode(const struct message *message, char *out, size_t capacity);

/* Reads one text of exactly `bytes` bytes; `data` then points into it. Accepts
 * only the form above (data: printable ASCII without quote and backslash).
 * False on anything else. */
bool message_decode(const char *text, size_t bytes, struct message *out);

/* Reads the message text that `text` begins with, whatever follows it: its length,
 * or 0, and nothing written, if there is no complete one. */
size_t message_read(const char *text, size_t bytes, struct message *out);

/* The first complete message text at `text`: its length, or 0 if there is none. */
size_t message_span(const char *text, size_t bytes);

/* Whether data may consist of these bytes. */
bool message_data_plain(const char *data, size_t data_bytes);

/* Fills data that a receiver can check: a function of kind, channel and seq alone. */
void message_data_fill(enum payload_kind kind, char *data, size_t data_bytes, uint64_t channel,
                       uint64_t seq);
bool message_data_check(enum payload_kind kind, const struct message *message, uint64_t channel);

/* The same for a user's message, whose number in the channel the user does not know yet. The data
 * begins with sixteen hexadecimal digits, five for the writer and eleven for the writer's own
 * number; the rest is a function of these. data_bytes is at least MESSAGE_WRITTEN_BYTES_MIN. */
enum { MESSAGE_WRITTEN_BYTES_MIN = 16 };
void message_written_fill(enum payload_kind kind, char *data, size_t data_bytes, uint64_t writer,
                          uint64_t number);
bool message_written_check(enum payload_kind kind, const struct message *message, uint64_t *writer,
                           uint64_t *number);

#endif
