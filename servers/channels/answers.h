/* Complete HTTP answers to polls: pollers that waited together have the same cursor, and share one
 * answer. Not for concurrent use. */
#ifndef SERVERS_CHANNELS_ANSWERS_H
#define SERVERS_CHANNELS_ANSWERS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/wire/header_profile.h"
#include "servers/channels/history.h"
#include "servers/wire/gzip.h"

/* What the client takes. */
enum answer_kind {
  ANSWER_PLAIN = 0,
  ANSWER_GZIP = 1,
  ANSWER_ETAG = 2, /* the cursor is an entity tag: an answer without a message is a 304 */
  ANSWER_ETAG_GZIP = ANSWER_ETAG | ANSWER_GZIP,
  ANSWER_KINDS,
};

struct answer {
  struct chunk *chunk;    /* NULL for none yet */
  uint64_t after, newest; /* the cursor and the newest message for which it was made */
  uint64_t next;          /* the cursor after it */
  uint64_t bytes_max;
};

/* Zeroed but for the style it is empty. */
struct answers {
  struct answer last[ANSWER_KINDS];
  struct answer_style style;
  struct gzip *gzip; /* NULL: none is compressed */
};

void answers_release(struct answers *answers);

/* An answer with the messages after *cursor, which moves behind them: as many as have bytes_max of
 * text together, but at least one if there is any. gzip is used if the answer, with the header line
 * for it, is then shorter. A reference for the caller; NULL without memory. */
struct chunk *answers_get(struct answers *answers, const struct history *history, uint64_t *cursor,
                          uint64_t bytes_max, enum answer_kind kind);

#endif
