/* A round puts two links of its own into the ring: `here`, its position, which stays when sessions
 * leave, and `mark`, which is inserted just before `here`, so that the round never meets it. */
#include "servers/engines/serving_order.h"

#include <stddef.h>

#include "common/base/contract.h"

void serving_order_init(struct serving_order *order) {
  link_init(&order->head);
  order->count = 0;
}

void serving_order_join(struct serving_order *order, struct link *link) {
  link_insert_before(&order->head, link);
  order->count++;
}

void serving_order_leave(struct serving_order *order, struct link *link) {
  CONTRACT(order->count > 0);
  link_remove(link);
  order->count--;
}

void serving_order_begin(struct serving_order *order, struct serving_order_round *round,
                         struct random *random) {
  round->marked = false;
  round->until_mark = order->count > 0 ? random_next(random) % order->count : 0;
  link_insert_before(order->head.next, &round->here);
}

struct link *serving_order_next(struct serving_order *order, struct serving_order_round *round) {
  struct link *link = round->here.next;
  if (link == &order->head)
    return NULL;
  if (!round->marked && round->until_mark-- == 0) {
    link_insert_before(&round->here, &round->mark);
    round->marked = true;
  }
  link_remove(&round->here);
  link_insert_before(link->next, &round->here);
  return link;
}

void serving_order_end(struct serving_order *order, struct serving_order_round *round) {
  link_remove(&round->here);
  if (!round->marked)
    return;
  link_remove(&order->head);
  link_insert_before(&round->mark, &order->head);
  link_remove(&round->mark);
}
