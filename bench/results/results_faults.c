/* Reads the effects of faults, and the series in tenths of a second, from a cell.json. */
#include <math.h>
#include <stdlib.h>

#include "bench/results/results_read.h"
#include "common/base/clock.h"
#include "documents/figures.h"

static struct result_fault fault_read(const json_t *object) {
  const char *name = figure_text(object, FIGURE_FAULT_KIND);
  return (struct result_fault){
      .kind = name ? fault_kind_named(name) : -1,
      .at_s = figure_value(object, FIGURE_FAULT_AT, NAN),
      .for_s = figure_value(object, FIGURE_FAULT_FOR, 0),
      .share = figure_value(object, FIGURE_FAULT_SHARE, NAN),
      .messages = figure_value(object, FIGURE_FAULT_MESSAGES, NAN),
      .expected = figure_value(object, FIGURE_FAULT_EXPECTED, NAN),
      .lost = figure_value(object, FIGURE_FAULT_LOST, NAN),
      .replayed = figure_value(object, FIGURE_FAULT_REPLAYED, NAN),
      .late = figure_value(object, FIGURE_FAULT_LATE, NAN),
      .latency_max_ns = figure_value(object, FIGURE_FAULT_LATENCY_MAX, NAN),
      .noticed = figure_value(object, FIGURE_FAULT_NOTICED, NAN),
      .notice_p50_ns = figure_value(object, FIGURE_FAULT_NOTICE_P50, NAN),
      .notice_max_ns = figure_value(object, FIGURE_FAULT_NOTICE_MAX, NAN),
      .served = figure_value(object, FIGURE_FAULT_SERVED, NAN),
      .served_again_ns = figure_value(object, FIGURE_FAULT_SERVED_AGAIN, NAN),
  };
}

/* The series goes on after the measured phase. */
static enum status series_read(struct result_cell *cell, const json_t *document,
                               struct error *error) {
  const json_t *delivered = figure_json(document, FIGURE_SERIES_DELIVERED);
  const json_t *opened = figure_json(document, FIGURE_SERIES_OPENED);
  const json_t *attempted = figure_json(document, FIGURE_SERIES_ATTEMPTED);
  double slot_s = figure_value(document, FIGURE_SERIES_SLOT_MS, NAN) / 1e3;
  double start_s = (figure_value(document, FIGURE_SERIES_START, NAN) -
                    figure_value(document, FIGURE_WINDOW_START, NAN)) /
                   (double)NS_PER_S;
  size_t count = json_array_size(delivered);
  if (count == 0 || isnan(slot_s) || isnan(start_s) || json_array_size(opened) != count)
    return STATUS_OK;
  cell->slots = calloc(count, sizeof *cell->slots);
  if (!cell->slots)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for a series");
  for (size_t i = 0; i < count; i++)
    cell->slots[i] = (struct result_slot){
        .at_s = start_s + (double)i * slot_s,
        .delivered_per_s = json_number_value(json_array_get(delivered, i)) / slot_s,
        .opened_per_s = json_number_value(json_array_get(opened, i)) / slot_s,
        .attempted_per_s = json_number_value(json_array_get(attempted, i)) / slot_s,
    };
  cell->slot_count = count;
  return STATUS_OK;
}

enum status results_read_faults(struct result_cell *cell, const json_t *document,
                                struct error *error) {
  const json_t *faults = figure_json(document, FIGURE_FAULTS);
  size_t count = json_array_size(faults);
  if (count == 0 || cell->faults)
    return STATUS_OK;
  cell->faults = calloc(count, sizeof *cell->faults);
  if (!cell->faults)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for faults");
  for (size_t i = 0; i < count; i++) {
    struct result_fault fault = fault_read(json_array_get(faults, i));
    if (fault.kind >= 0)
      cell->faults[cell->fault_count++] = fault;
  }
  return series_read(cell, document, error);
}
