/* Makes an answer of a history. */
#include "servers/channels/answers.h"

#include <stdlib.h>
#include <string.h>

#include "common/wire/poll_answer.h"
#include "servers/wire/response_head.h"

static size_t append(uint8_t *out, size_t at, const void *bytes, size_t count) {
  memcpy(out + at, bytes, count);
  return at + count;
}

/* Writes the body with the messages first to last, and returns its length. With `out` NULL it only
 * measures. */
static size_t body_write(const struct history *history, uint64_t first, uint64_t last,
                         uint8_t *out) {
  char bracket[POLL_ANSWER_OVERHEAD_BYTES_MAX];
  size_t at = poll_answer_head(last, bracket);
  if (out)
    append(out, 0, bracket, at);
  for (uint64_t n = first; n <= last; n++) {
    const struct chunk *text = history_slot(history, n)->forms[FORM_TEXT];
    if (out)
      append(out, n > first ? append(out, at, ",", 1) : at, text->bytes, text->bytes_count);
    at += (n > first) + text->bytes_count;
  }
  size_t tail_bytes = poll_answer_tail(bracket);
  if (out)
    append(out, at, bracket, tail_bytes);
  return at + tail_bytes;
}

/* The head, and room for the body at *body. */
static struct chunk *answer_begin(const struct answer_style *style, size_t body_bytes,
                                  uint8_t **body) {
  char head[HTTP_HEAD_BYTES_MAX];
  size_t head_bytes = http_head_body(200, "application/json", body_bytes, style, head);
  struct chunk *chunk = chunk_new(head_bytes + body_bytes);
  if (chunk)
    *body = chunk->bytes + append(chunk->bytes, 0, head, head_bytes);
  return chunk;
}

static struct chunk *answer_plain(const struct answer_style *style, const struct history *history,
                                  uint64_t first, uint64_t last) {
  uint8_t *body = NULL;
  struct chunk *chunk = answer_begin(style, body_write(history, first, last, NULL), &body);
  if (chunk)
    body_write(history, first, last, body);
  return chunk;
}

/* NULL also where it would not be shorter. */
static struct chunk *answer_packed(struct gzip *gzip, struct answer_style style,
                                   const struct history *history, uint64_t first, uint64_t last) {
  size_t bytes = body_write(history, first, last, NULL);
  size_t room = bytes > HTTP_ENCODING_BYTES ? bytes - HTTP_ENCODING_BYTES : 0;
  uint8_t *plain = malloc(bytes + room);
  struct chunk *chunk = NULL;
  if (!plain)
    return NULL;
  body_write(history, first, last, plain);
  size_t packed_bytes = gzip_pack(gzip, plain, bytes, plain + bytes, room);
  if (packed_bytes > 0) {
    uint8_t *body = NULL;
    style.gzip = true;
    chunk = answer_begin(&style, packed_bytes, &body);
    if (chunk)
      memcpy(body, plain + bytes, packed_bytes);
  }
  free(plain);
  return chunk;
}

static struct chunk *answer_make(const struct answers *answers, const struct history *history,
                                 uint64_t first, uint64_t last, enum answer_kind kind) {
  struct answer_style style = answers->style;
  char etag[HTTP_ETAG_LINE_BYTES];
  struct chunk *chunk = NULL;
  if (kind & ANSWER_ETAG)
    style.etag_line = http_etag_line(last, etag);
  if (kind & ANSWER_ETAG && first > last)
    return http_not_modified(&style);
  if (kind & ANSWER_GZIP && answers->gzip)
    chunk = answer_packed(answers->gzip, style, history, first, last);
  if (!chunk)
    chunk = answer_plain(&style, history, first, last);
  if (chunk)
    chunk->messages = (size_t)(last + 1 - first);
  return chunk;
}

static struct answer answer_after(const struct answers *answers, const struct history *history,
                                  uint64_t cursor, uint64_t bytes_max, enum answer_kind kind) {
  uint64_t first = history_first_after(history, cursor);
  uint64_t last =
      first <= history->newest ? history_last_within(history, first, bytes_max) : first - 1;
  return (struct answer){.chunk = answer_make(answers, history, first, last, kind),
                         .after = cursor,
                         .newest = history->newest,
                         .next = last,
                         .bytes_max = bytes_max};
}

struct chunk *answers_get(struct answers *answers, const struct history *history, uint64_t *cursor,
                          uint64_t bytes_max, enum answer_kind kind) {
  struct answer *last = &answers->last[kind];
  if (!last->chunk || last->after != *cursor || last->newest != history->newest ||
      last->bytes_max != bytes_max) {
    chunk_drop(last->chunk);
    *last = answer_after(answers, history, *cursor, bytes_max, kind);
  }
  if (!last->chunk)
    return NULL;
  *cursor = last->next;
  return chunk_hold(last->chunk);
}

void answers_release(struct answers *answers) {
  for (int i = 0; i < ANSWER_KINDS; i++)
    chunk_drop(answers->last[i].chunk);
}
