/* A list of entries, and the loop's rest. */
#include "clients/http/write_queue.h"

#include <stdlib.h>

/* Of those that wait, an eighth is written in a round: one by one, a server that answers at once
 * would never have more than one request to answer, however many users ask. */
enum { ROUND_SHARE = 8, ROUND_WRITES_MAX = 16 };

struct write_queue {
  struct loop_rest *rest;
  void (*write)(void *owner);
  struct write_queue_entry ends; /* next: the first entry; previous: the last one */
  size_t count;
};

static void rested(void *owner) {
  struct write_queue *queue = owner;
  size_t writes = 1 + queue->count / ROUND_SHARE;
  if (writes > ROUND_WRITES_MAX)
    writes = ROUND_WRITES_MAX;
  for (; writes > 0 && queue->count > 0; writes--) {
    struct write_queue_entry *first = queue->ends.next;
    write_queue_remove(queue, first);
    queue->write(first->owner);
  }
}

struct write_queue *write_queue_create(struct loop *loop, void (*write)(void *owner)) {
  struct write_queue *queue = calloc(1, sizeof *queue);
  if (!queue)
    return NULL;
  queue->write = write;
  queue->ends.previous = queue->ends.next = &queue->ends;
  queue->rest = loop_rest_create(loop, rested, queue);
  if (!queue->rest) {
    free(queue);
    return NULL;
  }
  return queue;
}

void write_queue_destroy(struct write_queue *queue) {
  if (!queue)
    return;
  loop_rest_destroy(queue->rest);
  free(queue);
}

void write_queue_add(struct write_queue *queue, struct write_queue_entry *entry) {
  if (entry->next)
    return;
  entry->next = &queue->ends;
  entry->previous = queue->ends.previous;
  entry->previous->next = entry;
  queue->ends.previous = entry;
  queue->count++;
  loop_rest_want(queue->rest, true);
}

void write_queue_remove(struct write_queue *queue, struct write_queue_entry *entry) {
  if (!entry->next)
    return;
  entry->previous->next = entry->next;
  entry->next->previous = entry->previous;
  entry->previous = entry->next = NULL;
  queue->count--;
  loop_rest_want(queue->rest, queue->count > 0);
}
