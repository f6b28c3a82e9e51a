/* A list without duplicates, and a flag for each channel that is in it. */
#include "servers/engines/dirty_channels.h"

#include <stdlib.h>

#include "common/base/contract.h"

enum status dirty_channels_init(struct dirty_channels *dirty, uint64_t channels) {
  struct dirty_channels made = {.list = calloc(channels, sizeof *made.list),
                                .listed = calloc(channels, sizeof *made.listed),
                                .channels = channels};
  if (!made.list || !made.listed || pthread_mutex_init(&made.lock, NULL) != 0) {
    free(made.list);
    free(made.listed);
    return STATUS_ENVIRONMENT;
  }
  *dirty = made;
  return STATUS_OK;
}

void dirty_channels_release(struct dirty_channels *dirty) {
  pthread_mutex_destroy(&dirty->lock);
  free(dirty->list);
  free(dirty->listed);
}

bool dirty_channels_add(struct dirty_channels *dirty, uint64_t channel) {
  CONTRACT(channel < dirty->channels);
  pthread_mutex_lock(&dirty->lock);
  bool first = dirty->count == 0;
  if (!dirty->listed[channel]) {
    dirty->listed[channel] = true;
    dirty->list[dirty->count++] = channel;
  }
  pthread_mutex_unlock(&dirty->lock);
  return first;
}

bool dirty_channels_take(struct dirty_channels *dirty, uint64_t *channel) {
  pthread_mutex_lock(&dirty->lock);
  bool taken = dirty->count > 0;
  if (taken) {
    *channel = dirty->list[--dirty->count];
    dirty->listed[*channel] = false;
  }
  pthread_mutex_unlock(&dirty->lock);
  return taken;
}
