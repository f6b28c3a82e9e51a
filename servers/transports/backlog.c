/* Compares what waits with the room for it. */
#include "servers/transports/backlog.h"

enum backlog_verdict backlog_judge(const struct backlog_settings *settings, struct feed *feed,
                                   uint64_t unsent_bytes, uint64_t *cursor, uint64_t *passed_over) {
  uint64_t room = settings->bytes > unsent_bytes ? settings->bytes - unsent_bytes : 0;
  *passed_over = 0;
  if (settings->bytes == 0 || feed_waiting_bytes(feed, *cursor) <= room)
    return BACKLOG_FITS;
  if (settings->policy == BACKLOG_DROP_CONNECTION)
    return BACKLOG_TOO_LARGE;
  *passed_over = feed_pass_over(feed, cursor, room);
  return BACKLOG_PASSED_OVER;
}
