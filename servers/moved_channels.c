/* A list without duplicates. */
#include "servers/moved_channels.h"

#include <stdlib.h>

enum status moved_channels_init(struct moved_channels *moved, uint64_t channels) {
  struct moved_channels made = {.list = calloc(channels, sizeof *made.list),
                                .listed = calloc(channels, sizeof *made.listed)};
  if (made.list == NULL || made.listed == NULL || pthread_mutex_init(&made.lock, NULL) != 0) {
    free(made.list);
    free(made.listed);
    return STATUS_ENVIRONMENT;
  }
  *moved = made;
  return STATUS_OK;
}

void moved_channels_release(struct moved_channels *moved) {
  pthread_mutex_destroy(&moved->lock);
  free(moved->list);
  free(moved->listed);
}

bool moved_channels_add(struct moved_channels *moved, uint64_t channel) {
  pthread_mutex_lock(&moved->lock);
  bool first = moved->count == 0;
  if (!moved->listed[channel]) {
    moved->listed[channel] = true;
    moved->list[moved->count++] = channel;
  }
  pthread_mutex_unlock(&moved->lock);
  return first;
}

bool moved_channels_take(struct moved_channels *moved, uint64_t *channel) {
  pthread_mutex_lock(&moved->lock);
  bool taken = moved->count > 0;
  if (taken) {
    *channel = moved->list[--moved->count];
    moved->listed[*channel] = false;
  }
  pthread_mutex_unlock(&moved->lock);
  return taken;
}
