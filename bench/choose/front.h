/* The front of two costs: the items that no other one is at least as good as in both. Pure. */
#ifndef BENCH_CHOOSE_FRONT_H
#define BENCH_CHOOSE_FRONT_H

#include <stdbool.h>
#include <stddef.h>

/* One item's two costs; NAN where one is not known, and then it is on no front. */
struct front_item {
  double first, second;
};

/* Whether item `index` is on the front. Equal items are on it together. */
bool front_has(const struct front_item *items, size_t count, size_t index);

#endif
