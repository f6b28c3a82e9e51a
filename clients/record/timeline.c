/* The rows of the timeline. */
#include "clients/record/timeline.h"

#include <stdlib.h>

#include "clients/record/carrier.h"
#include "common/base/clock.h"
#include "common/base/contract.h"

enum status timeline_init(struct timeline *timeline) {
  struct histogram current;
  enum status status = histogram_init(&current);
  if (status == STATUS_OK)
    *timeline = (struct timeline){.current = current};
  return status;
}

void timeline_release(struct timeline *timeline) {
  for (size_t i = 0; i < timeline->row_count; i++)
    free(timeline->rows[i].latency);
  free(timeline->rows);
  histogram_release(&timeline->current);
}

void timeline_start(struct timeline *timeline, uint64_t start_ns, const struct counters *counters) {
  CONTRACT(!timeline->running && timeline->row_count == 0);
  timeline->start_ns = start_ns;
  timeline->before = *counters;
  timeline->running = true;
}

static bool row_reserve(struct timeline *timeline) {
  if (timeline->row_count < timeline->row_capacity)
    return true;
  size_t capacity = timeline->row_capacity ? timeline->row_capacity * 2 : 64;
  struct timeline_row *rows = realloc(timeline->rows, capacity * sizeof *rows);
  if (!rows)
    return false;
  timeline->rows = rows;
  timeline->row_capacity = capacity;
  return true;
}

static void row_end(struct timeline *timeline, const struct counters *counters) {
  char *latency = NULL;
  if (timeline->row_count == TIMELINE_ROWS_MAX || !row_reserve(timeline) ||
      !(latency = histogram_to_text(&timeline->current))) {
    timeline->truncated = true;
    timeline->running = false;
    return;
  }
  struct counters part = counters_since(counters, &timeline->before);
  timeline->rows[timeline->row_count++] = (struct timeline_row){
      .delivered = timeline->current.count + timeline->current.out_of_range,
      .requests = part.requests,
      .requests_empty = part.requests_empty,
      .connections_opened = part.connections_opened,
      .latency = latency,
  };
  timeline->before = *counters;
  histogram_reset(&timeline->current);
}

void timeline_advance(struct timeline *timeline, uint64_t now_ns, const struct counters *counters) {
  while (timeline->running && now_ns >= timeline->start_ns + (timeline->row_count + 1) * NS_PER_S)
    row_end(timeline, counters);
}

void timeline_record(struct timeline *timeline, uint64_t latency_ns) {
  if (timeline->running)
    histogram_record(&timeline->current, latency_ns);
}

void timeline_stop(struct timeline *timeline, const struct counters *counters) {
  if (timeline->running)
    row_end(timeline, counters);
  timeline->running = false;
}

static void row_carry(struct timeline_row *row, struct carrier *carrier) {
  struct histogram latency;
  carrier_sum(carrier, &row->delivered);
  carrier_sum(carrier, &row->requests);
  carrier_sum(carrier, &row->requests_empty);
  carrier_sum(carrier, &row->connections_opened);
  if (histogram_init(&latency) != STATUS_OK) {
    carrier->broken = true;
    return;
  }
  if (row->latency && histogram_merge_text(&latency, row->latency, NULL) != STATUS_OK)
    carrier->broken = true;
  carrier_histogram(carrier, &latency);
  if (carrier->arriving) {
    free(row->latency);
    row->latency = histogram_to_text(&latency);
    carrier->broken = carrier->broken || !row->latency;
  }
  histogram_release(&latency);
}

void timeline_carry(struct timeline *timeline, struct carrier *carrier) {
  uint64_t rows = carrier_number(carrier, timeline->row_count);
  for (uint64_t i = 0; i < rows && !carrier->broken; i++) {
    if (i >= timeline->row_count && !row_reserve(timeline)) {
      carrier->broken = true;
      return;
    }
    if (i >= timeline->row_count)
      timeline->rows[timeline->row_count++] = (struct timeline_row){.delivered = 0};
    row_carry(&timeline->rows[i], carrier);
  }
  carrier_any(carrier, &timeline->truncated);
}
