/* Limits the backlog of a reader that is too slow. Pure.
 *
 * A reader's backlog is the texts after its cursor, and the unsent bytes: those that were handed
 * out, and are still in the library or in the kernel. The feed's history keeps the texts once for
 * all readers; only the unsent bytes are a reader's own. The kernel may hold at most half of the
 * backlog unsent (TCP_NOTSENT_LOWAT).
 *
 * The answer to a poll is cut to the size of the backlog instead; its reader asks for the rest. */
#ifndef SERVERS_TRANSPORTS_BACKLOG_H
#define SERVERS_TRANSPORTS_BACKLOG_H

#include <stdint.h>

#include "common/suite/server_options.h"
#include "servers/channels/feed.h"

struct backlog_settings {
  uint64_t bytes; /* 0: limited by the history alone */
  enum backlog_policy policy;
};

enum backlog_verdict {
  BACKLOG_FITS,
  BACKLOG_PASSED_OVER, /* the cursor was moved, and now the backlog fits */
  BACKLOG_TOO_LARGE,   /* the connection is to be dropped */
};

/* For a reader to which nothing can be written now. *passed_over: the number of messages that it
 * will miss. */
enum backlog_verdict backlog_judge(const struct backlog_settings *settings, struct feed *feed,
                                   uint64_t unsent_bytes, uint64_t *cursor, uint64_t *passed_over);

/* The most unsent bytes of one connection in the kernel; 0 for the system's own limit. */
static inline int backlog_kernel_bytes(int64_t backlog_bytes) {
  return backlog_bytes > 1 ? (int)(backlog_bytes / 2) : (int)backlog_bytes;
}

#endif
