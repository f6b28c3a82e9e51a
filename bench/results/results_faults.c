/* Reads what faults did, and the tenths of a second around them, from a cell.json. */
#include <math.h>
#include <stdlib.h>

#include "bench/results/results_read.h"
#include "common/base/clock.h"
#include "documents/fields.h"
#include "documents/figures.h"

static struct result_fault fault_read(const json_t *object) {
  const char *name = json_string_value(json_object_get(object, "do"));
  return (struct result_fault){
      .kind = name ? fault_kind_named(name) : -1,
      .at_s = field_number(object, "at_s", NAN),
      .for_s = field_number(object, "for_s", 0),
      .share = field_number(object, "share", NAN),
      .messages = field_number(object, "messages", NAN),
      .expected = field_number(object, "expected", NAN),
      .lost = field_number(object, "lost", NAN),
      .replayed = field_number(object, "replayed", NAN),
      .late = field_number(object, "late", NAN),
      .latency_max_ns = field_number(object, "latency_max_ns", NAN),
      .noticed = field_number(object, "noticed", NAN),
      .notice_p50_ns = field_number(object, "notice_ns.p50", NAN),
      .notice_max_ns = field_number(object, "notice_ns.max", NAN),
      .served = field_number(object, "served", NAN),
      .served_again_ns = field_number(object, "served_again_ns", NAN),
  };
}

/* Slots of the measured phase and what follows it. */
static enum status series_read(struct result_cell *cell, const json_t *document,
                               struct error *error) {
  const json_t *delivered = field_get(document, "series.delivered");
  const json_t *opened = field_get(document, "series.opened");
  const json_t *attempted = field_get(document, "series.attempted");
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
  const json_t *faults = json_object_get(document, "faults");
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
