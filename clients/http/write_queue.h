/* Requests that wait to be written until everything that has arrived is read. One thread.
 *
 * write(2) takes longer than read(2), so a request that follows an answer at once would delay the
 * receipts of other users. Each round of the loop that has nothing to read writes one request and
 * an eighth of those that wait, 16 at most: a receipt is late by so many writes, some 0.1 ms. */
#ifndef CLIENTS_HTTP_WRITE_QUEUE_H
#define CLIENTS_HTTP_WRITE_QUEUE_H

#include "clients/net/loop.h"

/* A part of the owner's struct; all zero at first, but for `owner`. */
struct write_queue_entry {
  void *owner;
  struct write_queue_entry *previous, *next; /* NULL: it is not in the queue */
};

struct write_queue;

/* `write` is called with the owner of the first entry, which has left the queue. NULL without
 * memory. */
struct write_queue *write_queue_create(struct loop *loop, void (*write)(void *owner));
void write_queue_destroy(struct write_queue *queue); /* NULL is fine */

/* Puts an entry at the end. One that is in the queue keeps its place. */
void write_queue_add(struct write_queue *queue, struct write_queue_entry *entry);

/* Takes the entry out, if it is in the queue. */
void write_queue_remove(struct write_queue *queue, struct write_queue_entry *entry);

#endif
