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
  uint64_t after, newest; /* the cursor and the newest message for which it was made */
  uint64_t next;          /* the cursor after it */
  uint64_t bytes_max;
};

/* Zeroed but for the style it is empty. */
struct answers {
  struct answer last[2]; /* by whether the client accepts gzip */
  struct answer_style style;
  struct gzip *gzip; /* NULL: none is compressed */
};

void answers_release(struct answers *answers);

/* An answer with the messages after *cursor, which moves behind them: as many as have bytes_max of
 * text together, but at least one if there is any. `gzip`: the client accepts it; it is used if the
 * answer, with the header line for it, is then shorter. A reference for the caller; NULL without
 * memory. */
struct chunk *answers_get(struct answers *answers, const struct history *history, uint64_t *cursor,
                          uint64_t bytes_max, bool gzip);

#endif
