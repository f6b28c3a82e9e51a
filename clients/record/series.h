/* Counts events in each tenth of a second of the run: attempts to connect, opened connections,
 * users that failed to get ready, lost their connection or got ready, and messages that came. A
 * herd of reconnecting users shows here.
 *
 * Relations, unless `beyond` counts events: the sums of the columns are connections_attempted,
 * connections_opened, connections_failed, the sum of life's lost, life's ready, and the first
 * receipts of all users, of any phase; replayed is a part of delivered. */
#ifndef CLIENTS_RECORD_SERIES_H
#define CLIENTS_RECORD_SERIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/status.h"

struct carrier;

enum {
  SERIES_SLOT_MS = 100,
  SERIES_SLOTS_MAX = 36000, /* an hour; later events are only in the totals */
};

/* As FIGURE_SERIES_… of documents/figure_table.h. */
#define SERIES_COLUMNS(X) \
  X(ATTEMPTED)            \
  X(OPENED)               \
  X(FAILED)               \
  X(LOST)                 \
  X(READY)                \
  X(DELIVERED)            \
  X(REPLAYED)

enum series_column {
#define SERIES_COLUMN_ENUM(name) SERIES_##name,
  SERIES_COLUMNS(SERIES_COLUMN_ENUM)
#undef SERIES_COLUMN_ENUM
      SERIES_COLUMN_COUNT,
};

struct series_slot {
  uint64_t counts[SERIES_COLUMN_COUNT];
};

struct series {
  uint64_t start_ns; /* of the first slot */
  struct series_slot *slots;
  size_t count, capacity;
  uint64_t beyond; /* events after the last slot, or without memory for their slot */
};

/* Takes no memory yet. */
void series_init(struct series *series, uint64_t start_ns);
void series_release(struct series *series);

void series_add(struct series *series, enum series_column column, uint64_t at_ns);

/* Of series with the same start: clients/record/carrier.h. */
void series_carry(struct series *series, struct carrier *carrier);

#endif
