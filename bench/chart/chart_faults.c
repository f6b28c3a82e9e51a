/* Draws the chart of a run with faults: writes its table and the settings of
 * scripts/plots/faults.gp. */
#include <stdio.h>
#include <string.h>

#include "bench/base/formatting.h"
#include "bench/base/servers.h"
#include "bench/chart/chart_captions.h"
#include "bench/chart/chart_data.h"
#include "bench/chart/chart_kinds.h"
#include "common/base/traits.h"

enum { HEIGHT = 720, BOXES_BYTES = 2048, MARKS_MAX = 60 };

static bool has_slots(const struct result_cell *cell) {
  return cell->slot_count > 0 && cell->fault_count > 0;
}

static double shown_until_s(const struct result_cell *cell) {
  return result_median(cell, FIGURE_DURATION_S);
}

/* Tenths of a second that make a point: enough for two messages, since a line that goes up and down
 * with each message shows nothing else. */
static size_t tenths_of(const struct selection *selection) {
  static const size_t lengths[] = {1, 2, 5, 10, 20, 50};
  const struct result_cell *cell = selection->cells[0];
  double messages = cell->messages / (10 * shown_until_s(cell)); /* in a tenth */
  size_t i = 0;
  while (i + 1 < sizeof lengths / sizeof *lengths && (double)lengths[i] * messages < 2)
    i++;
  return messages > 0 ? lengths[i] : 1;
}

/* The mean of the slots from `first` on that begin before end_s; *next is the one behind them. */
static struct result_slot slots_mean(const struct result_cell *cell, size_t first, double end_s,
                                     size_t tenths, size_t *next) {
  struct result_slot mean = {.at_s = end_s - (double)tenths / 10};
  size_t i = first;
  for (; i < cell->slot_count && cell->slots[i].at_s < end_s - 1e-6; i++) {
    mean.delivered_per_s += cell->slots[i].delivered_per_s / (double)tenths;
    mean.opened_per_s += cell->slots[i].opened_per_s / (double)tenths;
    mean.attempted_per_s += cell->slots[i].attempted_per_s / (double)tenths;
  }
  *next = i;
  return mean;
}

/* "SSE on libwebsockets, at 2.50 s: 2,000 messages delivered per second", and the connections. */
static void says_write(FILE *out, const struct result_cell *cell, const struct result_slot *slot) {
  const char *transport = transport_label(cell->transport), *engine = server_label(cell->engine);
  fprintf(out, "\t%s on %s, at %g s: %s messages delivered per second", transport, engine,
          slot->at_s, words_number(slot->delivered_per_s).text);
  fprintf(out, "\t%s on %s, at %g s: %s connections opened per second, %s attempted\n", transport,
          engine, slot->at_s, words_number(slot->opened_per_s).text,
          words_number(slot->attempted_per_s).text);
}

static void cell_write(FILE *out, const struct result_cell *cell, size_t tenths) {
  size_t next = 0, points = cell->slot_count / tenths;
  while (next < cell->slot_count && cell->slots[next].at_s < -1e-6)
    next++;
  for (size_t point = 0; next < cell->slot_count; point++) {
    double end_s = (double)((point + 1) * tenths) / 10;
    const struct result_slot slot = slots_mean(cell, next, end_s, tenths, &next);
    if (slot.at_s + 1e-6 >= shown_until_s(cell))
      return;
    fprintf(out, "%s\t%s\t%.6g\t%.6g\t%.6g\t%.6g", server_name(cell->engine),
            transport_name(cell->transport), slot.at_s, slot.delivered_per_s, slot.opened_per_s,
            slot.attempted_per_s);
    if (point % (1 + points / MARKS_MAX) == 0)
      says_write(out, cell, &slot);
    else
      fputs("\t" CHART_SAYS_NOTHING "\t" CHART_SAYS_NOTHING "\n", out);
  }
}

static void table_write(FILE *out, const struct selection *selection, size_t tenths) {
  fprintf(out, "engine\ttransport\tsecond\tdelivered_per_s\topened_per_s\tattempted_per_s\t"
               "delivered_says\topened_says\n");
  for (size_t i = 0; i < selection->count; i++)
    cell_write(out, selection->cells[i], tenths);
}

/* "begin end words|begin end words" of the first cell: all cells of a run have the same faults. */
static void boxes_write(const struct result_cell *cell, char *out) {
  *out = '\0';
  for (size_t i = 0; i < cell->fault_count; i++) {
    const struct result_fault *fault = &cell->faults[i];
    size_t used = strlen(out);
    snprintf(out + used, BOXES_BYTES - used, "%s%.6g %.6g %s", i ? "|" : "", fault->at_s,
             fault->at_s + fault->for_s, fault_kinds[fault->kind].words);
  }
}

static void faults_say(struct sheet *sheet) {
  const struct result_cell *cell = sheet->selection.cells[0];
  for (size_t i = 0; i < cell->fault_count; i++)
    sheet_say(sheet->shows, "%s at %s.", fault_kinds[cell->faults[i].kind].words,
              words_duration_ns(cell->faults[i].at_s * 1e9).text);
}

bool chart_faults_draw(const struct drawing *drawing) {
  struct sheet sheet = {
      .name = "faults",
      .title = "Deliveries and new connections while things break",
      .reading = "Above, the messages that are delivered; after a fault, those that were held up "
                 "raise the line above its usual level. Below, the connections that are opened, "
                 "when many users come back at once, and as thin lines the attempts to open one. "
                 "Lines that coincide lie on one another, the wider one below. A fault is shaded "
                 "while it lasts; one that is an instant is a line.",
      .plot = "faults",
      .height = HEIGHT};
  char boxes[BOXES_BYTES];
  if (!selection_make(&sheet.selection, drawing->results, FIGURE_LATENCY_MEAN, 0))
    return false;
  selection_keep(&sheet.selection, has_slots);
  bool written = true;
  size_t tenths = sheet.selection.count > 0 ? tenths_of(&sheet.selection) : 1;
  if (sheet.selection.count > 0) {
    FILE *table = sheet_table_open(drawing, sheet.name);
    sheet_describe(&sheet, drawing->results);
    caption_cells(&sheet, drawing->results, FIGURE_LATENCY_MEAN, "no series", has_slots);
    sheet_say(sheet.caption, "A point is of %s.", words_duration_ns((double)tenths * 1e8).text);
    faults_say(&sheet);
    caption_lines(&sheet, drawing->results);
    if (table)
      table_write(table, &sheet.selection, tenths);
    written = table && fclose(table) == 0;
  }
  if (written && sheet.selection.count > 0) {
    boxes_write(sheet.selection.cells[0], boxes);
    sheet_begin(drawing, &sheet);
    sheet_set_panels(drawing, &sheet.selection);
    drawing_set_array(drawing, "boxes", boxes);
    drawing_set_number(drawing, "point_s", (double)tenths / 10);
    sheet_end(drawing, &sheet);
    sheet_index(drawing, &sheet, "yes");
  }
  selection_release(&sheet.selection);
  return written;
}
