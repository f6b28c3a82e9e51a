/* Lists the figures of which more is better. */
#include "bench/base/figure_direction.h"

#include <stddef.h>

bool figure_more_is_better(enum figure figure) {
  static const enum figure better[] = {
      FIGURE_PUBLISHED,
      FIGURE_DELIVERED,
      FIGURE_WRITTEN,
      FIGURE_ACKNOWLEDGED,
      FIGURE_PAIRS,
      FIGURE_LATENCY_COUNT,
      FIGURE_ACK_COUNT,
      FIGURE_PUBLISHED_SEEN,
      FIGURE_CLIENTS_READY,
      FIGURE_BYTES_SAVED_UP,
      FIGURE_BYTES_SAVED_DOWN,
      FIGURE_SAVED_PER_MESSAGE,
      FIGURE_TLS_RESUMED,
      FIGURE_AGE_WATCHED_SHARE,
      FIGURE_HEARTBEATS_ANSWERED,
  };
  for (size_t i = 0; i < sizeof better / sizeof *better; i++)
    if (better[i] == figure)
      return true;
  return false;
}
