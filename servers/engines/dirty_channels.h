/* The channels that moved since somebody looked: how the publisher's thread tells an
 * engine's. Any thread. */
#ifndef SERVERS_ENGINES_DIRTY_CHANNELS_H
#define SERVERS_ENGINES_DIRTY_CHANNELS_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/status.h"

struct dirty_channels {
  pthread_mutex_t lock;
  uint64_t *list; /* each channel at most once */
  size_t count;
  bool *listed;      /* by channel */
  uint64_t channels; /* that there are */
};

/* STATUS_ENVIRONMENT without memory; `moved` is written only on success. */
enum status dirty_channels_init(struct dirty_channels *moved, uint64_t channels);
void dirty_channels_release(struct dirty_channels *moved);

/* True when nothing was listed before: whoever takes has to be woken. */
bool dirty_channels_add(struct dirty_channels *moved, uint64_t channel);

/* False when there are no more. Each channel that moves after it was taken is listed
 * again. */
bool dirty_channels_take(struct dirty_channels *moved, uint64_t *channel);

#endif
