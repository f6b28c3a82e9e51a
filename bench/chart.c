/* Decides what is drawn of a run, writes tables and gnuplot scripts. */
#include "bench/chart.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/chart_data.h"
#include "bench/chart_select.h"
#include "bench/gnuplot.h"
#include "bench/results.h"
#include "bench/wording.h"

enum {
  CHART_PATH_BYTES_MAX = 4096,
  BAR_ROWS_MAX = 14,
  CHART_WIDTH = 1000,
  LINES_HEIGHT = 520,
  TIMELINE_HEIGHT = 680,
  BAR_HEIGHT = 27,
  BARS_MARGIN = 150,
  FORMATS = 2,
};

/* What every chart is given. */
struct drawing {
  const struct results *results;
  const char *folder;          /* charts/ of the run */
  FILE *scripts[FORMATS];      /* one a format, drawn side by side */
  FILE *index;
};

/* One chart on its way: its table is written, then the scripts draw it. */
struct sheet {
  const char *name, *title, *reading, *plot;
  char subtitle[512], caption[512];
  struct selection selection;
  int height;
};

struct chart {
  const char *name, *title, *reading;
  enum metric figure; /* a cell without it is not shown */
  const char *absent; /* why there is no chart when no cell has it */
  bool (*draw)(struct drawing *drawing, struct sheet *sheet, const struct chart *chart);
  const char *axis, *axis_right;
  const char *part_names; /* between bars, as many as the parts of measures[0] */
  struct bar_measure measures[2];
};

static FILE *table_open(const struct drawing *drawing, const char *name) {
  char path[CHART_PATH_BYTES_MAX];
  snprintf(path, sizeof path, "%s/%s.tsv", drawing->folder, name);
  return fopen(path, "we");
}

static void table_remove(const struct drawing *drawing, const char *name) {
  char path[CHART_PATH_BYTES_MAX];
  snprintf(path, sizeof path, "%s/%s.tsv", drawing->folder, name);
  unlink(path);
}

static void set_text(const struct drawing *drawing, const char *variable, const char *text) {
  for (int i = 0; i < FORMATS; i++) {
    fprintf(drawing->scripts[i], "%s = ", variable);
    gnuplot_quote(drawing->scripts[i], text);
    fputc('\n', drawing->scripts[i]);
  }
}

static void set_number(const struct drawing *drawing, const char *variable, double number) {
  for (int i = 0; i < FORMATS; i++)
    fprintf(drawing->scripts[i], "%s = %.9g\n", variable, number);
}

/* `texts` are separated by bars. */
static void set_array(const struct drawing *drawing, const char *variable, const char *texts) {
  char copy[512];
  char *rest = copy;
  int count = 1;
  snprintf(copy, sizeof copy, "%s", texts);
  for (const char *at = copy; *at; at++)
    count += *at == '|';
  for (int i = 0; i < FORMATS; i++)
    fprintf(drawing->scripts[i], "array %s[%d]\n", variable, count);
  for (int position = 1; position <= count; position++) {
    char element[64];
    snprintf(element, sizeof element, "%s[%d]", variable, position);
    set_text(drawing, element, strsep(&rest, "|"));
  }
}

static void sheet_begin(const struct drawing *drawing, const struct sheet *sheet) {
  char path[CHART_PATH_BYTES_MAX];
  snprintf(path, sizeof path, "%s/%s", drawing->folder, sheet->name);
  set_text(drawing, "file", path);
  strncat(path, ".tsv", sizeof path - strlen(path) - 1);
  set_text(drawing, "data", path);
  set_text(drawing, "name", sheet->name);
  set_text(drawing, "title", sheet->title);
  set_text(drawing, "subtitle", sheet->subtitle);
  set_number(drawing, "width", CHART_WIDTH);
  set_number(drawing, "height", sheet->height);
  for (int i = 0; i < FORMATS; i++)
    fprintf(drawing->scripts[i], "load plots.'/style.gp'\n");
}

static void sheet_end(const struct drawing *drawing, const struct sheet *sheet) {
  for (int i = 0; i < FORMATS; i++)
    fprintf(drawing->scripts[i], "load plots.'/%s.gp'\nunset output\n", sheet->plot);
}

/* A text goes into one field of a table. */
static void field_write(FILE *out, const char *text, char end) {
  for (; *text; text++)
    fputc(*text == '\t' || *text == '\n' ? ' ' : *text, out);
  fputc(end, out);
}

static void index_write(const struct drawing *drawing, const struct sheet *sheet,
                        const char *drawn) {
  field_write(drawing->index, sheet->name, '\t');
  field_write(drawing->index, drawn, '\t');
  field_write(drawing->index, sheet->title, '\t');
  field_write(drawing->index, sheet->caption, '\t');
  field_write(drawing->index, sheet->reading, '\n');
}

/* Workload, and what was left out; the caption says the latter in full. */
static void sheet_describe(struct sheet *sheet, const struct results *results) {
  struct words first = {""};
  for (size_t i = 0; i < sheet->selection.count; i++) {
    struct words condition = words_condition(results, sheet->selection.cells[i]);
    if (strlen(condition.text) > strlen(first.text))
      first = condition;
  }
  snprintf(sheet->subtitle, sizeof sheet->subtitle, "%s%s%s%s", words_workload(results).text,
           sheet->selection.reduced && *first.text ? " · " : "",
           sheet->selection.reduced ? first.text : "",
           results->time_scale < 1 ? " · times scaled down" : "");
  snprintf(sheet->caption, sizeof sheet->caption, "%s%s%s",
           sheet->selection.reduced ? "Of varied parameters the first value is shown: " : "",
           sheet->selection.reduced ? first.text : "", sheet->selection.reduced ? "." : "");
}

static void words_join(char *out, size_t capacity, const char *separator, const char *word) {
  if (*out)
    strncat(out, separator, capacity - strlen(out) - 1);
  strncat(out, word, capacity - strlen(out) - 1);
}

static bool transport_selected(const struct selection *selection, int engine, int transport) {
  for (size_t i = 0; i < selection->count; i++)
    if ((engine < 0 || selection->cells[i]->engine == engine) &&
        selection->cells[i]->transport == transport)
      return true;
  return false;
}

static void transports_of(const struct selection *selection, int engine, char *out,
                          size_t capacity) {
  *out = '\0';
  for (int transport = 0; transport < TRANSPORT_COUNT; transport++)
    if (transport_selected(selection, engine, transport))
      words_join(out, capacity, " ", transport_name(transport));
}

static void set_panels(const struct drawing *drawing, const struct selection *selection) {
  char panels[64] = "", series[96], all[512] = "";
  for (int engine = 0; engine < ENGINE_COUNT; engine++) {
    transports_of(selection, engine, series, sizeof series);
    if (!*series)
      continue;
    words_join(panels, sizeof panels, " ", engine_name(engine));
    words_join(all, sizeof all, "|", series);
  }
  transports_of(selection, -1, series, sizeof series);
  set_text(drawing, "panels", panels);
  set_text(drawing, "series", series);
  set_array(drawing, "panel_series", all);
}

static bool lines_write(const struct sheet *sheet, FILE *table) {
  if (strcmp(sheet->name, "latency_over_time") == 0)
    return chart_data_timeline(table, &sheet->selection);
  if (strcmp(sheet->name, "latency_cdf") == 0)
    chart_data_cdf(table, &sheet->selection);
  else
    chart_data_percentiles(table, &sheet->selection);
  return true;
}
