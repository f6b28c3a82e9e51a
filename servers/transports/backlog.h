/* What the server keeps for a reader that does not take it. Pure.
 *
 * A reader's backlog is what waits for it: the texts behind its cursor, and what was
 * handed out and has not left (`unsent`: in the library, in the kernel). The texts lie in
 * the feed's history for all readers together; what is a reader's own is the unsent part,
 * and the kernel is kept from taking more than half of the backlog (TCP_NOTSENT_LOWAT).
 *
 * A poll's answer is cut to the backlog's size instead, and its reader asks for the rest. */
#ifndef SERVERS_TRANSPORTS_BACKLOG_H
#define SERVERS_TRANSPORTS_BACKLOG_H

#include <stdint.h>

#include "common/suite/server_options.h"
#include "servers/channels/feed.h"

struct backlog_settings {
  uint64_t bytes; /* 0: no limit but the history's */
  enum backlog_policy policy;
};

enum backlog_verdict {
  BACKLOG_FITS,
  BACKLOG_PASSED_OVER, /* the cursor was moved on, so that it fits */
  BACKLOG_TOO_LARGE,   /* the connection is to be dropped */
};

/* Of a reader that does not take what it is sent. *passed_over gets the number of messages
 * that it will miss. */
enum backlog_verdict backlog_judge(const struct backlog_settings *settings, struct feed *feed,
                                   uint64_t unsent_bytes, uint64_t *cursor, uint64_t *passed_over);

/* What the kernel may hold unsent for one connection; 0 for what it likes. */
static inline int backlog_kernel_bytes(int64_t backlog_bytes) {
  return backlog_bytes > 1 ? (int)(backlog_bytes / 2) : (int)backlog_bytes;
}

#endif
