/* The list of charts, and the drawing of all. */
#include "bench/chart/chart.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/base/folder.h"
#include "bench/base/formatting.h"
#include "bench/chart/chart_captions.h"
#include "bench/chart/chart_data.h"
#include "bench/chart/chart_files.h"
#include "bench/chart/chart_kinds.h"
#include "bench/chart/chart_sheet.h"
#include "bench/chart/gnuplot.h"
#include "bench/chart/palette.h"
#include "bench/results/results_load.h"
#include "common/base/contract.h"
#include "common/base/traits.h"

enum { BAR_ROWS_MAX = 32, LINES_HEIGHT = 520, TIMELINE_HEIGHT = 720 };

/* How many texts stand between bars. */
static size_t texts_count(const char *texts) {
  size_t count = 1;
  for (; *texts; texts++)
    count += *texts == '|';
  return count;
}

static void bar_measure_check(const struct chart *chart, const struct bar_measure *measure) {
  CONTRACT_OF(chart->name, measure->part_count > 0 && measure->part_count <= BAR_PARTS_MAX);
  CONTRACT_OF(chart->name, measure->part_count == chart->measures[0].part_count);
  CONTRACT_OF(chart->name, measure->words && measure->scale > 0);
  CONTRACT_OF(chart->name, figure_is_metric(measure->whole));
  for (size_t i = 0; i < measure->part_count; i++)
    CONTRACT_OF(chart->name, figure_is_metric(measure->parts[i]));
}

static bool has_part(const struct bar_measure *measure, enum figure part) {
  size_t i = 0;
  while (i < measure->part_count && measure->parts[i] != part)
    i++;
  return i < measure->part_count;
}

static void bars_check(const struct chart *chart) {
  const struct bar_measure *first = &chart->measures[0];
  CONTRACT_OF(chart->name, chart->parts && chart->axes && chart->units);
  CONTRACT_OF(chart->name, texts_count(chart->parts) == first->part_count);
  CONTRACT_OF(chart->name, texts_count(chart->axes) == chart->measure_count);
  CONTRACT_OF(chart->name, texts_count(chart->units) == chart->measure_count);
  for (size_t i = 0; i < chart->measure_count; i++)
    bar_measure_check(chart, &chart->measures[i]);
  CONTRACT_OF(chart->name, !chart->passed_by || has_part(first, chart->passed_by));
}

static void chart_check(const struct chart *chart) {
  CONTRACT_OF(chart->name, chart->title && chart->reading && chart->absent);
  CONTRACT_OF(chart->name, figure_is_metric(chart->figure));
  CONTRACT_OF(chart->name, (chart->table == NULL) == (chart->measure_count > 0));
  CONTRACT_OF(chart->name, chart->measure_count <= BAR_MEASURES_MAX);
  CONTRACT_OF(chart->name, (chart->has == NULL) == (chart->lacks == NULL));
  if (chart->table)
    CONTRACT_OF(chart->name, chart->height > 0);
  else
    bars_check(chart);
}

void chart_table_check(const struct chart *table) {
  for (const struct chart *chart = table; chart->name; chart++) {
    chart_check(chart);
    for (const struct chart *before = table; before < chart; before++)
      CONTRACT_OF(chart->name, strcmp(before->name, chart->name) != 0);
  }
}

void charts_check(void) {
  palette_check(palette);
  chart_table_check(charts);
  sweep_figures_check(sweep_figures);
}

static void lines_settings(const struct drawing *drawing, const struct sheet *sheet) {
  sheet_begin(drawing, sheet);
  sheet_set_panels(drawing, &sheet->selection);
  sheet_end(drawing, sheet);
}

static size_t repeats_most(const struct selection *selection) {
  size_t most = 0;
  for (size_t i = 0; i < selection->count; i++)
    if (selection->cells[i]->measured > most)
      most = selection->cells[i]->measured;
  return most;
}

static void bars_settings(const struct drawing *drawing, const struct sheet *sheet,
                          const struct chart *chart, const struct bar_layout *layout) {
  char engines[128] = "", rows[64] = "";
  for (size_t i = 0; i < layout->groups; i++) {
    size_t used = strlen(engines), rows_used = strlen(rows);
    snprintf(engines + used, sizeof engines - used, "%s%s", i ? "|" : "",
             engine_name(layout->engines[i]));
    snprintf(rows + rows_used, sizeof rows - rows_used, "%s%zu", i ? " " : "",
             layout->heading_rows[i]);
  }
  sheet_begin(drawing, sheet);
  drawing_set_number(drawing, "rows", (double)layout->rows);
  drawing_set_number(drawing, "label_letters", (double)layout->label_letters);
  drawing_set_number(drawing, "repeats", (double)repeats_most(&sheet->selection));
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
  if (!table)
    return false;
  if (chart->table)
    chart->table(table, &sheet->selection);
  else
    chart_data_bars(table, drawing->results, &sheet->selection, chart->measures,
                    chart->measure_count, &layout);
  if (fclose(table) != 0)
    return false;
  if (chart->table) {
    caption_lines(sheet, drawing->results);
    lines_settings(drawing, sheet);
  } else {
    caption_bars(sheet, drawing->results, chart->measures, chart->measure_count);
    bars_settings(drawing, sheet, chart, &layout);
  }
  sheet_index(drawing, sheet, "yes");
  return true;
}

/* Takes the part out that no cell has, and its name out of `names`. */
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
  /* bars compare; and gnuplot 5.4 crashes on two panels of a single bar */
  if (sheet.selection.count == 0)
    sheet_index(drawing, &sheet, chart->absent);
  else if (!chart->table && sheet.selection.count == 1)
    sheet_index(drawing, &sheet, "a single cell: nothing to compare");
  else
    written = chart_write(drawing, &sheet, chart);
  selection_release(&sheet.selection);
  return written;
}

static bool charts_draw(const struct drawing *drawing) {
  fputs(CHART_INDEX_HEADER, drawing->index);
  for (const struct chart *chart = charts; chart->name; chart++)
    if (!chart_draw(drawing, chart))
      return false;
  if (!chart_faults_draw(drawing))
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

/* "libwebsockets · event loop" */
static void engine_write(FILE *script, int engine) {
  const struct engine_traits *traits = &engine_traits[engine];
  const char *kind = traits->threads_per_connection ? "thread per connection" : "event loop";
  char label[96];
  snprintf(label, sizeof label, "%s · %s", traits->in_process ? traits->name : traits->label,
           traits->in_process ? traits->label : kind);
  label_write(script, traits->name, label);
}

static void traits_write(FILE *script) {
  fputs("transports = '", script);
  for (int i = 0; i < TRANSPORT_COUNT; i++)
    fprintf(script, "%s%s", i > 0 ? " " : "", transport_name(i));
  fputs("'\n", script);
  for (int i = 0; i < TRANSPORT_COUNT; i++)
    label_write(script, transport_name(i), transport_label(i));
  for (int i = 0; i < ENGINE_COUNT; i++)
    engine_write(script, i);
}

/* What every chart's script needs. */
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
  return status == STATUS_OK ? chart_files_check(folder, said, error) : status;
}

enum status chart_draw_all(const char *run_folder, const char *plots_folder, struct error *error) {
  struct results results = {0};
  struct path folder = path_of("%s/charts", run_folder);
  struct path narrow = path_of("%s/%s", folder.text, chart_formats[CHART_NARROW].folder);
  struct drawing drawing = {.results = &results, .folder = folder.text};
  enum status status = results_load(&results, run_folder, error);
  bool written;
  if (status != STATUS_OK)
    return status;
  errno = 0;
  written = (mkdir(folder.text, 0777) == 0 || errno == EEXIST) &&
            (mkdir(narrow.text, 0777) == 0 || errno == EEXIST) &&
            files_open(&drawing, plots_folder) && charts_draw(&drawing);
  written = files_close(&drawing) && written;
  results_release(&results);
  if (!written)
    return error_set(error, STATUS_ENVIRONMENT, "%.300s: %s", folder.text, strerror(errno));
  return scripts_run(folder.text, error);
}

const struct chart charts[] = {
    {.name = "latency_percentiles",
     .title = "How late is the message? Latency by percentile",
     .reading = "At 99 % a line shows the time within which 99 of 100 messages had arrived; lower "
                "is better, and a line that bends up on the right has a long tail. It ends where "
                "fewer than ten messages lie beyond it.",
     .absent = "no cell has 20 messages",
     .figure = FIGURE_LATENCY_MEAN,
     .height = LINES_HEIGHT,
     .has = chart_data_has_percentiles,
     .lacks = "fewer than 20 messages",
     .table = chart_data_percentiles},
    {.name = "latency_cdf",
     .title = "Distribution of latency",
     .reading = "The height of a line is the share of messages that had arrived after the time "
                "below it; further left is earlier, steeper is steadier.",
     .absent = "no message arrived",
     .figure = FIGURE_LATENCY_MEAN,
     .height = LINES_HEIGHT,
     .has = chart_data_has_latency,
     .lacks = "no message arrived",
     .table = chart_data_cdf},
    {.name = "latency_over_time",
     .title = "Latency in each second",
     .reading = "A level line is a steady transport; peaks that several transports share point to "
                "the machine.",
     .absent = "there are not two seconds in which messages arrived",
     .figure = FIGURE_LATENCY_MEAN,
     .height = TIMELINE_HEIGHT,
     .has = chart_data_has_timeline,
     .lacks = "messages in fewer than two seconds",
     .table = chart_data_timeline},
    {.name = "acknowledgement",
     .title = "How soon does a user know that its message is published?",
     .reading = "From when the message was due to its acknowledgement at the user who wrote it: "
                "the mean, and what 99 of 100 were below. A post, or a frame on the open socket.",
     .absent = "nobody writes in this workload",
     .figure = FIGURE_ACK_MEAN,
     .measures = {{.parts = {FIGURE_ACK_MEAN},
                   .part_count = 1,
                   .whole = FIGURE_ACK_MEAN,
                   .scale = 1e-9,
                   .words = words_duration_ns},
                  {.parts = {FIGURE_ACK_P99},
                   .part_count = 1,
                   .whole = FIGURE_ACK_P99,
                   .scale = 1e-9,
                   .words = words_duration_ns}},
     .measure_count = 2,
     .parts = "acknowledgement",
     .axes = "mean time to the acknowledgement|99th percentile of it",
     .units = "s|s"},
    {.name = "age_of_information",
     .title = "How old is what a user sees?",
     .reading = "Averaged over time, and the age that it is below for 99 % of the time. Messages "
                "that are rare are old whatever carries them: compare the bars with each other.",
     .absent = "no user saw a message",
     .figure = FIGURE_AGE_MEAN,
     .measures = {{.parts = {FIGURE_AGE_MEAN},
                   .part_count = 1,
                   .whole = FIGURE_AGE_MEAN,
                   .scale = 1e-9,
                   .words = words_duration_ns},
                  {.parts = {FIGURE_AGE_P99},
                   .part_count = 1,
                   .whole = FIGURE_AGE_P99,
                   .scale = 1e-9,
                   .words = words_duration_ns}},
     .measure_count = 2,
     .parts = "age",
     .axes = "mean age|99th percentile of the age",
     .units = "s|s"},
    {.name = "requests_per_message",
     .title = "Requests for each delivered message",
     .reading =
         "The pale part of a bar are requests that were answered without a message. Those by "
         "which users publish are part of the rest.",
     .absent = "no cell counted requests and delivered messages",
     .figure = FIGURE_USEFUL_PER_MESSAGE,
     .measures = {{.parts = {FIGURE_USEFUL_PER_MESSAGE, FIGURE_EMPTY_PER_MESSAGE},
                   .part_count = 2,
                   .whole = FIGURE_REQUESTS_PER_MESSAGE,
                   .scale = 1,
                   .words = words_number}},
     .measure_count = 1,
     .parts = "with messages, or publishing|empty",
     .axes = "requests per delivered message",
     .units = ""},
    {.name = "wire_bytes_per_message",
     .title = "Bytes on the wire for each delivered message",
     .reading = "Both directions; the dark part is the message itself, compressed where it is, the "
                "rest is the price of "
                "carrying it.",
     .absent = "no cell has sockets and delivered messages",
     .figure = FIGURE_TCPIP_PER_MESSAGE,
     .measures = {{.parts = {FIGURE_PAYLOAD_PER_MESSAGE, FIGURE_PROTOCOL_PER_MESSAGE,
                             FIGURE_TLS_PER_MESSAGE, FIGURE_TCPIP_PER_MESSAGE},
                   .part_count = 4,
                   .whole = FIGURE_WIRE_PER_MESSAGE,
                   .scale = 1,
                   .words = words_bytes}},
     .measure_count = 1,
     .parts = "payload|heads and framing|TLS|TCP and IP headers",
     .passed_by = FIGURE_TLS_PER_MESSAGE,
     .axes = "bytes per delivered message",
     .units = "B"},
    {.name = "server_cpu_per_message",
     .title = "Server processor time for each delivered message",
     .reading = "Shorter is cheaper: time of the server process, kernel included, divided by the "
                "messages that users received.",
     .absent = "the server's processor time was not measured",
     .figure = FIGURE_CPU_US_PER_MESSAGE,
     .measures = {{.parts = {FIGURE_CPU_US_PER_MESSAGE},
                   .part_count = 1,
                   .whole = FIGURE_CPU_US_PER_MESSAGE,
                   .scale = 1e-6,
                   .words = words_duration_us}},
     .measure_count = 1,
     .parts = "processor time",
     .axes = "server CPU per delivered message",
     .units = "s"},
    {.name = "memory_threads_per_user",
     .title = "What a connected user costs the server",
     .reading =
         "Left the memory that the server takes for one more user, right its threads divided "
         "by the users.",
     .absent = "users are too few, or connect too fast, to tell what grows with each",
     .figure = FIGURE_MEMORY_PER_USER,
     .measures = {{.parts = {FIGURE_MEMORY_PER_USER},
                   .part_count = 1,
                   .whole = FIGURE_MEMORY_PER_USER,
                   .scale = 1,
                   .words = words_bytes},
                  {.parts = {FIGURE_THREADS_PER_CLIENT},
                   .part_count = 1,
                   .whole = FIGURE_THREADS_PER_CLIENT,
                   .scale = 1,
                   .words = words_number}},
     .measure_count = 2,
     .parts = "cost",
     .axes = "memory per user|threads per user",
     .units = "B|"},
    {.name = "idle_per_user_hour",
     .title = "What a user who waits costs in an hour",
     .reading = "Nothing is published in these cells: what goes over the wire, and what the server "
                "works, is there to keep connections alive or to ask for what is not there.",
     .absent = "messages were published in every cell",
     .figure = FIGURE_IDLE_WIRE_PER_USER_HOUR,
     .measures = {{.parts = {FIGURE_IDLE_WIRE_PER_USER_HOUR},
                   .part_count = 1,
                   .whole = FIGURE_IDLE_WIRE_PER_USER_HOUR,
                   .scale = 1,
                   .words = words_bytes},
                  {.parts = {FIGURE_CPU_MS_PER_USER_HOUR},
                   .part_count = 1,
                   .whole = FIGURE_CPU_MS_PER_USER_HOUR,
                   .scale = 1e-3,
                   .words = words_duration_ms}},
     .measure_count = 2,
     .parts = "cost",
     .axes = "wire bytes per user and hour|server CPU per user and hour",
     .units = "B|s"},
    {.name = NULL},
};
