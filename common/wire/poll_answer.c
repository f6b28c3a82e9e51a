/* The answer of a poll. */
#include "common/wire/poll_answer.h"

#include <string.h>

#include "common/base/decimal.h"

static const char head_start[] = "{\"next\":";
static const char head_end[] = ",\"messages\":[";
static const char tail[] = "]}";

enum {
  HEAD_START_BYTES = sizeof head_start - 1,
  HEAD_END_BYTES = sizeof head_end - 1,
  TAIL_BYTES = sizeof tail - 1,
};

size_t poll_answer_head(uint64_t next, char *out) {
  char *at = out;
  memcpy(at, head_start, HEAD_START_BYTES);
  at += HEAD_START_BYTES;
  at += decimal_write(next, at);
  memcpy(at, head_end, HEAD_END_BYTES);
  at += HEAD_END_BYTES;
  return (size_t)(at - out);
}

size_t poll_answer_tail(char *out) {
  memcpy(out, tail, TAIL_BYTES);
  return TAIL_BYTES;
}

bool poll_answer_open(struct poll_answer_reader *reader, const char *body, size_t bytes) {
  const char *at = body;
  const char *end = body + bytes;
  uint64_t next;
  if (bytes < HEAD_START_BYTES || memcmp(at, head_start, HEAD_START_BYTES) != 0)
    return false;
  at += HEAD_START_BYTES;
  if (!decimal_read(&at, end, &next))
    return false;
  if (end - at < HEAD_END_BYTES || memcmp(at, head_end, HEAD_END_BYTES) != 0)
    return false;
  *reader = (struct poll_answer_reader){.at = at + HEAD_END_BYTES, .end = end, .next = next};
  return true;
}

/* The byte before tells what may follow: behind '[' a message, behind a message a comma
 * and another one, and behind either the tail. */
bool poll_answer_next(struct poll_answer_reader *reader, struct message *out, size_t *text_bytes) {
  const char *at = reader->at;
  size_t left = (size_t)(reader->end - at);
  if (left == TAIL_BYTES && memcmp(at, tail, TAIL_BYTES) == 0)
    return false;
  if (at[-1] != '[') {
    if (!left || *at != ',') {
      reader->failed = true;
      return false;
    }
    at++;
    left--;
  }
  size_t bytes = message_read(at, left, out);
  if (!bytes) {
    reader->failed = true;
    return false;
  }
  reader->at = at + bytes;
  *text_bytes = bytes;
  return true;
}
