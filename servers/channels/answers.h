/* Complete HTTP answers to polls: pollers that waited together have the same cursor, and share one
 * answer. Not for concurrent use. */
#ifndef SERVERS_CHANNELS_ANSWERS_H
#define SERVERS_CHANNELS_ANSWERS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/wire/header_profile.h"
#include "servers/channels/history.h"
#include "servers/wire/gzip.h"

struct answer {
  struct chunk *chunk;    /* NULL for none yet */
  uint64_t after, newest; /* made for this cursor when this was the newest message */
  uint64_t next;          /* the cursor behind it */
  uint64_t bytes_max;
};

/* Zeroed but for the style it is empty. */
struct answers {
  struct answer last[2]; /* by whether the client takes gzip */
  struct answer_style style;
  struct gzip *gzip; /* NULL: none is compressed */
};

void answers_release(struct answers *answers);

/* Head, and the messages after *cursor, which moves behind them: as many as have bytes_max of text
 * together, at least one if there is any. `gzip`: the client takes it. It is used where the
 * compressed answer, its header included, is the shorter one. A reference for the caller; NULL
 * without memory. */
struct chunk *answers_get(struct answers *answers, const struct history *history, uint64_t *cursor,
                          uint64_t bytes_max, bool gzip);

#endif
