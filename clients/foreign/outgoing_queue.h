/* Messages that a publisher has to send, or has sent: a ring that grows. */
#ifndef CLIENTS_FOREIGN_OUTGOING_QUEUE_H
#define CLIENTS_FOREIGN_OUTGOING_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct outgoing {
  uint64_t channel, number;
};

/* Zeroed it is empty. */
struct outgoing_queue {
  struct outgoing *items;
  size_t begin, count, capacity;
};

/* Behind the others, or in front of them; false without memory. */
bool outgoing_add(struct outgoing_queue *queue, struct outgoing item);
bool outgoing_put_back(struct outgoing_queue *queue, struct outgoing item);

/* The first. Contract: there is one. */
struct outgoing outgoing_take(struct outgoing_queue *queue);

void outgoing_release(struct outgoing_queue *queue);

#endif
