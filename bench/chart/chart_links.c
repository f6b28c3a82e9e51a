/* Draws latency by percentile, with a panel for each network. */
#include <stdio.h>
#include <string.h>

#include "bench/base/servers.h"
#include "bench/chart/chart_captions.h"
#include "bench/chart/chart_data.h"
#include "bench/chart/chart_kinds.h"
#include "bench/results/labels.h"

enum { HEIGHT = 520, PANELS_MAX = 12 };

#define BY "link"

/* Keeps the cells of the first server: a panel has room for one. */
static void first_server_keep(struct sheet *sheet) {
  struct selection *selection = &sheet->selection;
  size_t kept = 0;
  while (kept < selection->count && selection->cells[kept]->engine == selection->cells[0]->engine)
    kept++;
  if (kept < selection->count)
    sheet_say(sheet->caption, "Only %s is shown.", server_label(selection->cells[0]->engine));
  selection->count = kept;
}

static size_t links_count(const struct selection *selection) {
  size_t count = 0;
  for (size_t i = 0; i < selection->count; i++) {
    size_t before = 0;
    while (strcmp(panel_of(selection->cells[before], BY), panel_of(selection->cells[i], BY)) != 0)
      before++;
    count += before == i;
  }
  return count;
}

static const char *why_not_drawn(const struct selection *selection) {
  size_t count = links_count(selection);
  if (count < 2)
    return "fewer than two networks have 20 messages";
  return count > PANELS_MAX ? "the networks are too many for a panel each" : NULL;
}

/* False when the table cannot be written. */
static bool links_write(const struct drawing *drawing, struct sheet *sheet) {
  FILE *table = sheet_table_open(drawing, sheet->name);
  if (!table)
    return false;
  chart_data_percentiles_by(table, &sheet->selection, BY);
  if (fclose(table) != 0)
    return false;
  caption_lines(sheet, drawing->results);
  sheet_begin(drawing, sheet);
  sheet_set_panels_by(drawing, &sheet->selection, BY);
  sheet_end(drawing, sheet);
  sheet_index(drawing, sheet, "yes");
  return true;
}

bool chart_links_draw(const struct drawing *drawing) {
  struct sheet sheet = {
      .name = "links_latency",
      .title = "How late is the message on each network? Latency by percentile",
      .reading =
          "A panel for each network, all with the same axes. Above 90 %, for example, a line "
          "has the time within which nine in ten messages had arrived. Lower is better. A "
          "line ends where fewer than ten messages lie beyond it.",
      .plot = "latency_percentiles",
      .height = HEIGHT};
  bool varies = false;
  for (size_t i = 0; i < drawing->results->varied.count; i++)
    varies = varies || strcmp(drawing->results->varied.items[i], BY) == 0;
  if (!varies)
    return true;
  if (!selection_make_sweep(&sheet.selection, drawing->results, FIGURE_LATENCY_MEAN, BY))
    return false;
  snprintf(sheet.subtitle, sizeof sheet.subtitle, "%s", words_workload(drawing->results).text);
  if (sheet.selection.reduced)
    sheet_say(sheet.caption, "Other varied parameters have their first value.");
  selection_keep(&sheet.selection, chart_data_has_percentiles);
  first_server_keep(&sheet);
  caption_cells(&sheet, drawing->results, FIGURE_LATENCY_MEAN, "fewer than 20 messages",
                chart_data_has_percentiles);
  const char *why = why_not_drawn(&sheet.selection);
  bool written = true;
  if (why)
    sheet_index(drawing, &sheet, why);
  else
    written = links_write(drawing, &sheet);
  selection_release(&sheet.selection);
  return written;
}
