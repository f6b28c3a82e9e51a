/* The row in which a channel's sessions are served: a ring whose beginning moves, so that no
 * session is always the first or the last.
 *
 *   struct serving_order_round round;
 *   serving_order_begin(row, &round, random);
 *   while ((link = serving_order_next(row, &round)) != NULL)
 *     serve it; it may leave the row, and others may
 *   serving_order_end(row, &round);
 *
 * A round takes the sessions in the order of the ring, each once, and on its way leaves a mark at
 * a place that was drawn at random, where the next round begins: so each session is as often in
 * each place, and no round takes longer for it. Who joins stands last. Not for concurrent use; one
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

/* In front of `place`: at the end of the ring, if that is its head. */
static inline void link_append(struct link *place, struct link *link) {
  link->previous = place->previous;
  link->next = place;
  place->previous->next = link;
  place->previous = link;
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
  struct link here; /* behind the session that was served last */
  struct link mark; /* where the next round begins, once `marked` */
  bool marked;
  uint64_t until_mark; /* sessions to serve before it is set */
};

void serving_order_init(struct serving_order *row);
void serving_order_join(struct serving_order *row, struct link *link);
void serving_order_leave(struct serving_order *row, struct link *link);

/* The next round begins at another place, drawn from `random`. */
void serving_order_begin(struct serving_order *row, struct serving_order_round *round,
                         struct random *random);
struct link *serving_order_next(struct serving_order *row,
                                struct serving_order_round *round); /* NULL: that was all */
void serving_order_end(struct serving_order *row, struct serving_order_round *round);

#endif
