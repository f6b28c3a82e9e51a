/* The set of channels with new messages that an engine has not looked at yet: publishing threads
 * add them, and the engine's thread takes them. Any thread. */
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
  bool *listed;      /* by channel: it is in the list */
  uint64_t channels; /* of the server */
};

/* STATUS_ENVIRONMENT without memory; *dirty is written only on success. */
enum status dirty_channels_init(struct dirty_channels *dirty, uint64_t channels);
void dirty_channels_release(struct dirty_channels *dirty);

/* True when the set was empty: the taking thread has to be woken. */
bool dirty_channels_add(struct dirty_channels *dirty, uint64_t channel);

/* False when the set is empty. A channel that is added after it was taken will be taken again. */
bool dirty_channels_take(struct dirty_channels *dirty, uint64_t *channel);

#endif
