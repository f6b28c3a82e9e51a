/* A list without duplicates. */
#include "servers/engines/dirty_channels.h"

#include <stdlib.h>

#include "common/base/contract.h"

enum status dirty_channels_init(struct dirty_channels *moved, uint64_t channels) {
  struct dirty_channels made = {.list = calloc(channels, sizeof *made.list),
                                .listed = calloc(channels, sizeof *made.listed),
                                .channels = channels};
  if (!made.list || !made.listed || pthread_mutex_init(&made.lock, NULL) != 0) {
    free(made.list);
    free(made.listed);
    return STATUS_ENVIRONMENT;
  }
  *moved = made;
  return STATUS_OK;
}

void dirty_channels_release(struct dirty_channels *moved) {
  pthread_mutex_destroy(&moved->lock);
  free(moved->list);
  free(moved->listed);
}

bool dirty_channels_add(struct dirty_channels *moved, uint64_t channel) {
  CONTRACT(channel < moved->channels);
  pthread_mutex_lock(&moved->lock);
  bool first = moved->count == 0;
  if (!moved->listed[channel]) {
    moved->listed[channel] = true;
    moved->list[moved->count++] = channel;
  }
  pthread_mutex_unlock(&moved->lock);
  return first;
}

bool dirty_channels_take(struct dirty_channels *moved, uint64_t *channel) {
  pthread_mutex_lock(&moved->lock);
  bool taken = moved->count > 0;
  if (taken) {
    *channel = moved->list[--moved->count];
    moved->listed[*channel] = false;
  }
  pthread_mutex_unlock(&moved->lock);
  return taken;
}
