/* The answer of a poll, written and read: {"next":18,"messages":[…]}, where `next` is the
 * cursor to send as `after` in the next poll. */
#ifndef COMMON_WIRE_POLL_ANSWER_H
#define COMMON_WIRE_POLL_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/wire/message.h"

enum { POLL_ANSWER_OVERHEAD_BYTES_MAX = 64 };

/* Pieces for a writer that knows the message texts: head, then the texts with a
 * comma between them, then tail. Return the length; `out` needs
 * POLL_ANSWER_OVERHEAD_BYTES_MAX. */
size_t poll_answer_head(uint64_t next, char *out);
size_t poll_answer_tail(char *out);

struct poll_answer_reader {
  const char *at;
  const char *end;
  uint64_t next;
  bool failed; /* the answer was malformed; messages returned before are good */
};

/* False on a malformed head. */
bool poll_answer_open(struct poll_answer_reader *reader, const char *body, size_t bytes);

/* The next message; `text_bytes` gets the length of its text. False at the end,
 * or with reader->failed set. */
bool poll_answer_next(struct poll_answer_reader *reader, struct message *out, size_t *text_bytes);

#endif
