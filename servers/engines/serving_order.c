/* Two links that are no sessions go with a round: where it is, which stays in the ring whoever
 * leaves, and the mark, which is set behind it, so that the round does not meet it. */
#include "servers/engines/serving_order.h"

#include <stddef.h>

#include "common/base/contract.h"

void serving_order_init(struct serving_order *row) {
  link_init(&row->head);
  row->count = 0;
}

void serving_order_join(struct serving_order *row, struct link *link) {
  link_append(&row->head, link);
  row->count++;
}

void serving_order_leave(struct serving_order *row, struct link *link) {
  CONTRACT(row->count > 0);
  link_remove(link);
  row->count--;
}

void serving_order_begin(struct serving_order *row, struct serving_order_round *round,
                         struct random *random) {
  round->marked = false;
  round->until_mark = row->count > 0 ? random_next(random) % row->count : 0;
  link_append(row->head.next, &round->here);
}

struct link *serving_order_next(struct serving_order *row, struct serving_order_round *round) {
  struct link *link = round->here.next;
  if (link == &row->head)
    return NULL;
  if (!round->marked && round->until_mark-- == 0) {
    link_append(&round->here, &round->mark);
    round->marked = true;
  }
  link_remove(&round->here);
  link_append(link->next, &round->here);
  return link;
}

void serving_order_end(struct serving_order *row, struct serving_order_round *round) {
  link_remove(&round->here);
  if (!round->marked)
    return;
  link_remove(&row->head);
  link_append(&round->mark, &row->head);
  link_remove(&round->mark);
}
