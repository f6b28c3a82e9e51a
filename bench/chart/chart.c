/* Draws the charts of the tables, one after the other. */
#include "bench/chart/chart.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/base/folder.h"
#include "bench/base/servers.h"
#include "bench/chart/chart_captions.h"
#include "bench/chart/chart_data.h"
#include "bench/chart/chart_files.h"
#include "bench/chart/chart_kinds.h"
#include "bench/chart/chart_sheet.h"
#include "bench/chart/chart_values.h"
#include "bench/chart/gnuplot.h"
#include "bench/chart/palette.h"
#include "bench/results/results_load.h"
#include "common/base/traits.h"

enum { BAR_ROWS_MAX = 32 };

void charts_check(void) {
  palette_check(palette);
  chart_table_check(charts);
  sweep_figures_check(sweep_figures);
  heat_figures_check(heat_figures);
}

static void lines_settings(const struct drawing *drawing, const struct sheet *sheet) {
  sheet_begin(drawing, sheet);
  sheet_set_panels(drawing, &sheet->selection);
  sheet_end(drawing, sheet);
}

static void bars_settings(const struct drawing *drawing, const struct sheet *sheet,
                          const struct chart *chart, const struct bar_layout *layout) {
  char engines[PANELS_BYTES] = "", rows[512] = "";
  for (size_t i = 0; i < layout->groups; i++) {
    size_t used = strlen(engines), rows_used = strlen(rows);
    snprintf(engines + used, sizeof engines - used, "%s%s", i ? "|" : "",
             server_name(layout->engines[i]));
    snprintf(rows + rows_used, sizeof rows - rows_used, "%s%zu", i ? " " : "",
             layout->heading_rows[i]);
  }
  sheet_begin(drawing, sheet);
  drawing_set_number(drawing, "rows", (double)layout->rows);
  drawing_set_number(drawing, "label_letters", (double)layout->label_letters);
  drawing_set_array(drawing, "headings", engines);
  drawing_set_text(drawing, "heading_rows", rows);
  drawing_set_array(drawing, "parts", chart->parts);
  drawing_set_array(drawing, "axes", chart->axes);
  drawing_set_array(drawing, "units", chart->units);
  sheet_end(drawing, sheet);
}

/* False when the table cannot be written. */
static bool chart_write(const struct drawing *drawing, struct sheet *sheet,
                        const struct chart *chart) {
  FILE *table = sheet_table_open(drawing, chart->name);
  struct bar_layout layout = {0};
  enum figure wholes[BAR_MEASURES_MAX];
  for (size_t i = 0; i < chart->measure_count; i++)
    wholes[i] = chart->measures[i].whole;
  if (!table)
    return false;
  if (chart->table)
    chart->table(table, &sheet->selection);
  else
    chart_data_bars(table, drawing->results, &sheet->selection, chart->measures,
                    chart->measure_count, chart->parts, &layout);
  if (fclose(table) != 0)
    return false;
  if (chart->table) {
    caption_lines(sheet, drawing->results);
    lines_settings(drawing, sheet);
  } else {
    caption_bars(sheet, drawing->results, chart->measures, chart->measure_count);
    caption_whiskers(sheet, "The thin line at the end of a bar", wholes, chart->measure_count);
    bars_settings(drawing, sheet, chart, &layout);
  }
  sheet_index(drawing, sheet, "yes");
  return true;
}

/* Removes the part `passed_by` from the chart if no cell has it; `names` holds the remaining names.
 */
static void part_pass_by(struct chart *chart, const struct selection *selection, char *names,
                         size_t capacity) {
  struct bar_measure *measure = &chart->measures[0];
  size_t part = 0;
  while (part < measure->part_count && measure->parts[part] != chart->passed_by)
    part++;
  for (size_t i = 0; i < selection->count; i++)
    if (result_median(selection->cells[i], chart->passed_by) > 0)
      return;
  if (part == measure->part_count)
    return;
  const char *name = chart->parts;
  for (size_t i = 0; i < part; i++)
    name = strchr(name, '|') + 1;
  snprintf(names, capacity, "%.*s%s", (int)(name - chart->parts), chart->parts,
           name + strcspn(name, "|") + 1);
  chart->parts = names;
  measure->part_count--;
  for (; part < measure->part_count; part++)
    measure->parts[part] = measure->parts[part + 1];
}

/* Whether no cell has a bar of any length. */
static bool is_flat(const struct chart *chart, const struct selection *selection) {
  for (size_t i = 0; i < chart->measure_count; i++)
    for (size_t j = 0; j < selection->count; j++)
      if (result_median(selection->cells[j], chart->measures[i].whole) > 0)
        return false;
  return chart->measure_count > 0;
}

static bool chart_draw(const struct drawing *drawing, const struct chart *listed) {
  struct chart shown = *listed;
  const struct chart *chart = &shown;
  char names[128];
  struct sheet sheet = {.name = chart->name,
                        .title = chart->title,
                        .reading = chart->reading,
                        .plot = chart->table ? chart->name : "bars",
                        .height = chart->height};
  bool written = true;
  if (!selection_make(&sheet.selection, drawing->results, chart->figure,
                      chart->table ? 0 : BAR_ROWS_MAX))
    return false;
  if (chart->has)
    selection_keep(&sheet.selection, chart->has);
  if (chart->measure_count > 0)
    part_pass_by(&shown, &sheet.selection, names, sizeof names);
  sheet_describe(&sheet, drawing->results);
  caption_cells(&sheet, drawing->results, chart->figure, chart->lacks, chart->has);
  /* a single bar compares nothing, and gnuplot 5.4 crashes on two panels with one each */
  if (sheet.selection.count == 0)
    sheet_index(drawing, &sheet, chart->absent);
  else if (!chart->table && sheet.selection.count == 1)
    sheet_index(drawing, &sheet, "a single cell: nothing to compare");
  else if (is_flat(chart, &sheet.selection))
    sheet_index(drawing, &sheet, "all figures are 0");
  else
    written = chart_write(drawing, &sheet, chart);
  selection_release(&sheet.selection);
  return written;
}

static bool charts_draw(const struct drawing *drawing, const void *context) {
  (void)context;
  for (const struct chart *chart = charts; chart->name; chart++)
    if (!chart_draw(drawing, chart))
      return false;
  if (!chart_links_draw(drawing) || !chart_fronts_draw(drawing) || !chart_searches_draw(drawing) ||
      !chart_faults_draw(drawing) || !chart_heat_draw(drawing))
    return false;
  for (size_t i = 0; i < drawing->results->varied.count; i++)
    if (!chart_sweep_draw(drawing, drawing->results->varied.items[i]))
      return false;
  return true;
}

static struct path script_path(const char *folder, int format) {
  return path_of("%s/.%d.gp", folder, format);
}

static void label_write(FILE *script, const char *name, const char *label) {
  fprintf(script, "%s_label = ", name);
  gnuplot_quote(script, label);
  fputc('\n', script);
}

/* "libwebsockets · event loop"; of a server of other people its title */
static struct words server_words(int server) {
  const struct engine_traits *traits = server_traits(server);
  const char *kind = traits->threads_per_connection ? "thread per connection" : "event loop";
  struct words words;
  if (server_is_foreign(server))
    snprintf(words.text, sizeof words.text, "%s", traits->label);
  else
    snprintf(words.text, sizeof words.text, "%s · %s",
             traits->in_process ? traits->name : traits->label,
             traits->in_process ? traits->label : kind);
  return words;
}

/* A function from a server's name to its label: the name of a variable has no dot and no dash. */
static void servers_write(FILE *script) {
  fputs("engine_label(e) = ", script);
  for (int i = 0; i < servers_count(); i++) {
    fputs("e eq ", script);
    gnuplot_quote(script, server_name(i));
    fputs(" ? ", script);
    gnuplot_quote(script, server_words(i).text);
    fputs(" : ", script);
  }
  fputs("e\n", script);
}

static void traits_write(FILE *script) {
  fputs("transports = '", script);
  for (int i = 0; i < TRANSPORT_COUNT; i++)
    fprintf(script, "%s%s", i > 0 ? " " : "", transport_name(i));
  fputs("'\n", script);
  for (int i = 0; i < TRANSPORT_COUNT; i++)
    label_write(script, transport_name(i), transport_label(i));
  servers_write(script);
}

/* Writes the settings that all charts need. */
static void script_begin(FILE *script, int format, const char *plots_folder) {
  fprintf(script, "format = '%s'\nnarrow = %d\n", chart_formats[format].terminal,
          chart_formats[format].narrow);
  for (const struct palette_colour *colour = palette; colour->name; colour++)
    fprintf(script, "%s = 0x%06x\n", colour->name, (unsigned)colour->light);
  traits_write(script);
  fputs("plots = ", script);
  gnuplot_quote(script, plots_folder);
  fputc('\n', script);
}

/* False with errno set. */
static bool files_open(struct drawing *drawing, const char *plots_folder) {
  for (int i = 0; i < CHART_FORMATS; i++) {
    drawing->scripts[i] = fopen(script_path(drawing->folder, i).text, "we");
    if (!drawing->scripts[i])
      return false;
    script_begin(drawing->scripts[i], i, plots_folder);
  }
  drawing->index = fopen(path_of("%s/index.tsv", drawing->folder).text, "we");
  return drawing->index != NULL;
}

static bool files_close(struct drawing *drawing) {
  bool closed = !drawing->index || fclose(drawing->index) == 0;
  for (int i = 0; i < CHART_FORMATS; i++)
    closed = (!drawing->scripts[i] || fclose(drawing->scripts[i]) == 0) && closed;
  return closed;
}

static enum status scripts_run(const char *folder, struct error *error) {
  struct path paths[CHART_FORMATS];
  const char *pointers[CHART_FORMATS];
  char said[GNUPLOT_SAID_BYTES];
  enum status status;
  for (int i = 0; i < CHART_FORMATS; i++) {
    paths[i] = script_path(folder, i);
    pointers[i] = paths[i].text;
  }
  status = gnuplot_run(pointers, CHART_FORMATS, said, error);
  for (int i = 0; i < CHART_FORMATS; i++)
    unlink(paths[i].text);
  if (status == STATUS_OK)
    status = chart_files_check(folder, said, error);
  return status == STATUS_OK ? chart_values_make(folder, error) : status;
}

enum status plots_find(struct path *folder, struct error *error) {
  *folder = program_find("scripts/plots");
  if (!*folder->text) /* built outside of the checkout */
    *folder = project_find("scripts/plots");
  if (*folder->text)
    return STATUS_OK;
  return error_set(error, STATUS_ENVIRONMENT,
                   "scripts/plots is not installed with the program, not above it and not here: "
                   "nothing is drawn");
}

enum status chart_draw_into(const char *charts_folder, const char *plots_folder,
                            const struct results *results, chart_draw_function *draw,
                            const void *context, struct error *error) {
  struct path narrow = path_of("%s/%s", charts_folder, chart_formats[CHART_NARROW].folder);
  struct drawing drawing = {.results = results, .folder = charts_folder};
  bool written;
  errno = 0;
  written = (mkdir(charts_folder, 0777) == 0 || errno == EEXIST) &&
            (mkdir(narrow.text, 0777) == 0 || errno == EEXIST) &&
            files_open(&drawing, plots_folder) && fputs(CHART_INDEX_HEADER, drawing.index) >= 0 &&
            draw(&drawing, context);
  written = files_close(&drawing) && written;
  if (!written)
    return error_set(error, STATUS_ENVIRONMENT, "%.300s: %s", charts_folder, strerror(errno));
  return scripts_run(charts_folder, error);
}

enum status chart_draw_all(const char *run_folder, const char *plots_folder, struct error *error) {
  struct results results = {0};
  struct path folder = path_of("%s/charts", run_folder);
  enum status status = results_load(&results, run_folder, error);
  if (status != STATUS_OK)
    return status;
  status = chart_draw_into(folder.text, plots_folder, &results, charts_draw, NULL, error);
  results_release(&results);
  return status;
}
