/* Writes one chart's settings into the gnuplot scripts. */
#include "bench/chart_sheet.h"

#include <string.h>
#include <unistd.h>

#include "bench/folder.h"
#include "bench/gnuplot.h"
#include "bench/wording.h"
#include "common/transports.h"

enum { CHART_WIDTH = 1000 };

FILE *sheet_table_open(const struct drawing *drawing, const char *name) {
  return fopen(path_of("%s/%s.tsv", drawing->folder, name).text, "we");
}

void sheet_table_remove(const struct drawing *drawing, const char *name) {
  unlink(path_of("%s/%s.tsv", drawing->folder, name).text);
}

void drawing_set_text(const struct drawing *drawing, const char *variable, const char *text) {
  for (int i = 0; i < CHART_FORMATS; i++) {
    fprintf(drawing->scripts[i], "%s = ", variable);
    gnuplot_quote(drawing->scripts[i], text);
    fputc('\n', drawing->scripts[i]);
  }
}

void drawing_set_number(const struct drawing *drawing, const char *variable, double number) {
  for (int i = 0; i < CHART_FORMATS; i++)
    fprintf(drawing->scripts[i], "%s = %.9g\n", variable, number);
}

/* `texts` are separated by bars. */
void drawing_set_array(const struct drawing *drawing, const char *variable, const char *texts) {
  char copy[512];
  char *rest = copy;
  int count = 1;
  snprintf(copy, sizeof copy, "%s", texts);
  for (const char *at = copy; *at; at++)
    count += *at == '|';
  for (int i = 0; i < CHART_FORMATS; i++)
    fprintf(drawing->scripts[i], "array %s[%d]\n", variable, count);
  for (int position = 1; position <= count; position++) {
    char element[64];
    snprintf(element, sizeof element, "%s[%d]", variable, position);
    drawing_set_text(drawing, element, strsep(&rest, "|"));
  }
}

void sheet_begin(const struct drawing *drawing, const struct sheet *sheet) {
  chart_files_remove(drawing->folder, sheet->name);
  drawing_set_text(drawing, "file", path_of("%s/%s", drawing->folder, sheet->name).text);
  drawing_set_text(drawing, "data", path_of("%s/%s.tsv", drawing->folder, sheet->name).text);
  drawing_set_text(drawing, "name", sheet->name);
  drawing_set_text(drawing, "title", sheet->title);
  drawing_set_text(drawing, "subtitle", sheet->subtitle);
  drawing_set_number(drawing, "width", CHART_WIDTH);
  drawing_set_number(drawing, "height", sheet->height);
  for (int i = 0; i < CHART_FORMATS; i++)
    fprintf(drawing->scripts[i], "load plots.'/style.gp'\n");
}

void sheet_end(const struct drawing *drawing, const struct sheet *sheet) {
  for (int i = 0; i < CHART_FORMATS; i++)
    fprintf(drawing->scripts[i], "load plots.'/%s.gp'\nunset output\n", sheet->plot);
}

/* A text goes into one field of a table. */
static void field_write(FILE *out, const char *text, char end) {
  for (; *text; text++)
    fputc(*text == '\t' || *text == '\n' ? ' ' : *text, out);
  fputc(end, out);
}

void sheet_index(const struct drawing *drawing, const struct sheet *sheet, const char *drawn) {
  field_write(drawing->index, sheet->name, '\t');
  field_write(drawing->index, drawn, '\t');
  field_write(drawing->index, sheet->title, '\t');
  field_write(drawing->index, sheet->caption, '\t');
  field_write(drawing->index, sheet->reading, '\n');
}

/* Of some engines, another variant is the first. */
static bool variants_differ(const struct selection *selection) {
  const char *first = NULL;
  for (size_t i = 0; i < selection->count; i++) {
    const char *variant = result_varied(selection->cells[i], "variant");
    if (variant && first && strcmp(variant, first) != 0)
      return true;
    first = variant ? variant : first;
  }
  return false;
}

/* Workload, and what was left out; the caption says the latter in full. */
void sheet_describe(struct sheet *sheet, const struct results *results) {
  struct words first = {""};
  bool one = !variants_differ(&sheet->selection) && sheet->selection.reduced &&
             sheet->selection.of_kind <= 1;
  for (size_t i = 0; i < sheet->selection.count; i++) {
    struct words condition = words_condition(results, sheet->selection.cells[i]);
    if (strlen(condition.text) > strlen(first.text))
      first = condition;
  }
  snprintf(sheet->subtitle, sizeof sheet->subtitle, "%s%s%s%s", words_workload(results).text,
           one && *first.text ? " · " : "", one ? first.text : "",
           results->time_scale != 1 ? " · time scaled" : "");
  if (one)
    snprintf(sheet->caption, sizeof sheet->caption,
             "Of varied parameters the first value is shown: %s.", first.text);
  else if (sheet->selection.reduced && sheet->selection.of_kind <= 1)
    snprintf(sheet->caption, sizeof sheet->caption,
             "Of each server's variants the first is shown.");
  else if (sheet->selection.reduced)
    snprintf(sheet->caption, sizeof sheet->caption, "Of the variants the first %zu are shown.",
             sheet->selection.of_kind);
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

void sheet_set_panels(const struct drawing *drawing, const struct selection *selection) {
  char panels[64] = "", series[96], all[512] = "";
  for (int engine = 0; engine < ENGINE_COUNT; engine++) {
    transports_of(selection, engine, series, sizeof series);
    if (!*series)
      continue;
    words_join(panels, sizeof panels, " ", engine_name(engine));
    words_join(all, sizeof all, "|", series);
  }
  transports_of(selection, -1, series, sizeof series);
  drawing_set_text(drawing, "panels", panels);
  drawing_set_text(drawing, "series", series);
  drawing_set_array(drawing, "panel_series", all);
}
