/* The order in which a channel's sessions are served: a ring whose beginning changes, so that no
 * session is always the first or the last.
 *
 *   struct serving_order_round round;
 *   serving_order_begin(order, &round, random);
 *   while ((link = serving_order_next(order, &round)) != NULL)
 *     serve it; it may leave the order, and others may
 *   serving_order_end(order, &round);
 *
 * A round serves each session once, in the order of the ring. On its way it leaves a mark at a
 * random position, where the next round begins. So each session is equally often at each position,
 * and no round takes longer for it. A session that joins is the last. Not for concurrent use; one
 * round at a time. */
#ifndef SERVERS_ENGINES_SERVING_ORDER_H
#define SERVERS_ENGINES_SERVING_ORDER_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/random.h"

struct link { /* of a ring */
  struct link *previous, *next;
};

static inline void link_init(struct link *head) {
  head->previous = head;
  head->next = head;
}

/* Inserts a link before `next`; with the ring's head as `next`, that is the end of the ring. */
static inline void link_insert_before(struct link *next, struct link *link) {
  link->previous = next->previous;
  link->next = next;
  next->previous->next = link;
  next->previous = link;
}

static inline void link_remove(struct link *link) {
  link->previous->next = link->next;
  link->next->previous = link->previous;
}

struct serving_order {
  struct link head;
  uint64_t count;
};

struct serving_order_round {
  struct link here;    /* after the session that was served last */
  struct link mark;    /* where the next round begins */
  bool marked;         /* the mark is in the ring */
  uint64_t until_mark; /* sessions to serve before it is inserted */
};

void serving_order_init(struct serving_order *order);
void serving_order_join(struct serving_order *order, struct link *link);
void serving_order_leave(struct serving_order *order, struct link *link);

/* The position at which the next round begins is drawn from `random`. */
void serving_order_begin(struct serving_order *order, struct serving_order_round *round,
                         struct random *random);
struct link *
serving_order_next(struct serving_order *order,
                   struct serving_order_round *round); /* NULL after the last session */
void serving_order_end(struct serving_order *order, struct serving_order_round *round);

#endif
