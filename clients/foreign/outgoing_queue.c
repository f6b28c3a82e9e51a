/* A ring whose places are found without a division. */
#include "clients/foreign/outgoing_queue.h"

#include <stdlib.h>

#include "common/base/contract.h"

static struct outgoing *item_at(const struct outgoing_queue *queue, size_t index) {
  size_t at = queue->begin + index;
  return &queue->items[at < queue->capacity ? at : at - queue->capacity];
}

/* Makes room for one more; false without memory. */
static bool room_make(struct outgoing_queue *queue) {
  if (queue->count < queue->capacity)
    return true;
  size_t capacity = queue->capacity ? 2 * queue->capacity : 16;
  struct outgoing *grown = calloc(capacity, sizeof *grown);
  if (!grown)
    return false;
  for (size_t i = 0; i < queue->count; i++)
    grown[i] = *item_at(queue, i);
  free(queue->items);
  *queue = (struct outgoing_queue){grown, 0, queue->count, capacity};
  return true;
}

bool outgoing_add(struct outgoing_queue *queue, struct outgoing item) {
  if (!room_make(queue))
    return false;
  *item_at(queue, queue->count++) = item;
  return true;
}

bool outgoing_put_back(struct outgoing_queue *queue, struct outgoing item) {
  if (!room_make(queue))
    return false;
  queue->begin = (queue->begin > 0 ? queue->begin : queue->capacity) - 1;
  queue->items[queue->begin] = item;
  queue->count++;
  return true;
}

struct outgoing outgoing_take(struct outgoing_queue *queue) {
  CONTRACT(queue->count > 0);
  struct outgoing item = queue->items[queue->begin];
  queue->begin = queue->begin + 1 < queue->capacity ? queue->begin + 1 : 0;
  queue->count--;
  return item;
}

void outgoing_release(struct outgoing_queue *queue) {
  free(queue->items);
  *queue = (struct outgoing_queue){.items = NULL};
}
