/* The request of a user to publish a message, and its answer: the same two texts over
 * POST /publish and in the frames of an open WebSocket.
 *
 *   {"data":"…","due_ns":123}     due_ns may be left out: now
 *   {"seq":17}                    the number the message got in its channel
 *
 * Answers in frames come in the order of the requests. */
#ifndef COMMON_WIRE_PUBLISH_H
#define COMMON_WIRE_PUBLISH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  PUBLISH_ENVELOPE_BYTES_MAX = 64, /* the request without its data, at its longest */
  PUBLISH_ANSWER_BYTES_MAX = 32,
};

/* Writes the request; returns its length, 0 when `capacity` is less than data_bytes +
 * PUBLISH_ENVELOPE_BYTES_MAX. The data has no character that JSON escapes. */
size_t publish_encode(const char *data, size_t data_bytes, uint64_t due_ns, char *out,
                      size_t capacity);

/* Writes the answer; returns its length. */
size_t publish_answer_encode(uint64_t seq, char out[static PUBLISH_ANSWER_BYTES_MAX]);

/* False when the text is not exactly an answer; a message's text (common/wire/message.h)
 * never is one. */
bool publish_answer_decode(const char *text, size_t bytes, uint64_t *seq);

#endif
