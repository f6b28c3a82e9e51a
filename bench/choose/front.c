/* Compares an item with all others: there are as many as a case has settings. */
#include "bench/choose/front.h"

#include <math.h>

static bool is_beaten_by(const struct front_item *item, const struct front_item *other) {
  bool as_good = other->first <= item->first && other->second <= item->second;
  return as_good && (other->first < item->first || other->second < item->second);
}

bool front_has(const struct front_item *items, size_t count, size_t index) {
  const struct front_item *item = &items[index];
  if (isnan(item->first) || isnan(item->second))
    return false;
  for (size_t i = 0; i < count; i++)
    if (is_beaten_by(item, &items[i]))
      return false;
  return true;
}
