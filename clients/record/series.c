/* Counts by tenths of a second. */
#include "clients/record/series.h"

#include <stdlib.h>
#include <string.h>

#include "clients/record/carrier.h"
#include "common/base/clock.h"
#include "common/base/contract.h"

void series_init(struct series *series, uint64_t start_ns) {
  *series = (struct series){.start_ns = start_ns};
}

void series_release(struct series *series) {
  free(series->slots);
}

/* Makes the slots up to this one. */
static bool slot_reach(struct series *series, size_t index) {
  if (index < series->count)
    return true;
  if (index >= SERIES_SLOTS_MAX)
    return false;
  if (index >= series->capacity) {
    size_t capacity = series->capacity ? series->capacity : 256;
    while (capacity <= index)
      capacity *= 2;
    struct series_slot *slots = realloc(series->slots, capacity * sizeof *slots);
    if (!slots)
      return false;
    series->slots = slots;
    series->capacity = capacity;
  }
  memset(series->slots + series->count, 0, (index + 1 - series->count) * sizeof *series->slots);
  series->count = index + 1;
  return true;
}

void series_add(struct series *series, enum series_column column, uint64_t at_ns) {
  CONTRACT(column < SERIES_COLUMN_COUNT);
  uint64_t after_ns = at_ns > series->start_ns ? at_ns - series->start_ns : 0;
  size_t index = (size_t)(after_ns / (SERIES_SLOT_MS * NS_PER_MS));
  if (slot_reach(series, index))
    series->slots[index].counts[column]++;
  else
    series->beyond++;
}

void series_carry(struct series *series, struct carrier *carrier) {
  uint64_t start_ns = carrier_number(carrier, series->start_ns);
  CONTRACT(start_ns == series->start_ns || carrier->broken);
  uint64_t count = carrier_number(carrier, series->count);
  for (size_t i = 0; i < count && !carrier->broken; i++) {
    if (slot_reach(series, i))
      carrier_sums(carrier, series->slots[i].counts, SERIES_COLUMN_COUNT);
    else
      carrier->broken = true;
  }
  carrier_sum(carrier, &series->beyond);
}
