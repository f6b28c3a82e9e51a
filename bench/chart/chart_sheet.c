/* Writes one chart's settings into the gnuplot scripts. */
#include "bench/chart/chart_sheet.h"

#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "bench/base/bounded_text.h"
#include "bench/base/folder.h"
#include "bench/base/formatting.h"
#include "bench/base/servers.h"
#include "bench/chart/gnuplot.h"
#include "bench/results/cell_mark.h"
#include "bench/results/labels.h"
#include "common/base/contract.h"
#include "common/base/traits.h"

/* How many letters fit into a line of title (17 pixels high) and subtitle (11.5). */
static const size_t title_letters[] = {[false] = 92, [true] = 36};
static const size_t subtitle_letters[] = {[false] = 136, [true] = 54};

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

void drawing_set_array(const struct drawing *drawing, const char *variable, const char *texts) {
  char copy[PANELS_BYTES];
  char *rest = copy;
  int count = 1;
  CONTRACT(strlen(texts) < sizeof copy);
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

/* The bytes of the longest beginning of `text` that ends before a space and has at most `letters`
 * letters; those of the first word where that is longer. */
static size_t line_bytes(const char *text, size_t letters) {
  size_t bytes = 0, fits = 0, passed = 0;
  for (; text[bytes]; bytes++) {
    passed += ((unsigned char)text[bytes] & 0xc0) != 0x80;
    if (passed > letters && fits > 0)
      return fits;
    if (text[bytes] == ' ')
      fits = bytes;
  }
  return bytes;
}

/* Sets the variable to the text in lines of at most `letters`, and <variable>_lines to their
 * number. */
static void script_set_lines(FILE *script, const char *variable, const char *text, size_t letters) {
  int lines = 0;
  fprintf(script, "%s = ''", variable);
  do {
    char line[512];
    size_t bytes = line_bytes(text, letters);
    snprintf(line, sizeof line, "%.*s", (int)bytes, text);
    fputs(lines++ > 0 ? ".\"\\n\"." : ".", script);
    gnuplot_quote(script, line);
    text += bytes + strspn(text + bytes, " ");
  } while (*text);
  fprintf(script, "\n%s_lines = %d\n", variable, lines);
}

static void format_begin(const struct drawing *drawing, const struct sheet *sheet, int format) {
  FILE *script = drawing->scripts[format];
  bool narrow = chart_formats[format].narrow;
  fputs("file = ", script);
  gnuplot_quote(script, chart_path(drawing->folder, sheet->name, format).text);
  fprintf(script, "\nwidth = %d\n", narrow ? CHART_NARROW_WIDTH : CHART_WIDE_WIDTH);
  script_set_lines(script, "title", sheet->title, title_letters[narrow]);
  script_set_lines(script, "subtitle", sheet->subtitle, subtitle_letters[narrow]);
}

void sheet_begin(const struct drawing *drawing, const struct sheet *sheet) {
  chart_files_remove(drawing->folder, sheet->name);
  drawing_set_text(drawing, "data", path_of("%s/%s.tsv", drawing->folder, sheet->name).text);
  drawing_set_text(drawing, "name", sheet->name);
  drawing_set_number(drawing, "height", sheet->height);
  for (int i = 0; i < CHART_FORMATS; i++)
    format_begin(drawing, sheet, i);
  for (int i = 0; i < CHART_FORMATS; i++)
    fprintf(drawing->scripts[i], "load plots.'/style.gp'\n");
}

void sheet_end(const struct drawing *drawing, const struct sheet *sheet) {
  for (int i = 0; i < CHART_FORMATS; i++)
    fprintf(drawing->scripts[i], "load plots.'/%s.gp'\nunset output\n", sheet->plot);
}

/* Writes a text as one field of a table. */
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
  field_write(drawing->index, sheet->reading, '\t');
  field_write(drawing->index, sheet->shows, '\n');
}

void sheet_say(char text[SHEET_TEXT_BYTES], const char *format, ...) {
  va_list arguments;
  if (*text && !bounded_append(text, SHEET_TEXT_BYTES, " "))
    return;
  va_start(arguments, format);
  bounded_append_list(text, SHEET_TEXT_BYTES, format, arguments);
  va_end(arguments);
}

/* Whether engines have different first variants. */
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
    sheet_say(sheet->caption, "Only the first value of each varied parameter is shown: %s.",
              first.text);
  else if (sheet->selection.reduced && sheet->selection.of_kind <= 1)
    sheet_say(sheet->caption, "Only the first variant of each server is shown.");
  else if (sheet->selection.reduced)
    sheet_say(sheet->caption,
              "Only the first %zu variants are shown, and the first value of other varied "
              "parameters.",
              sheet->selection.of_kind);
}

static void words_join(char *out, size_t capacity, const char *separator, const char *word) {
  if (*out)
    strncat(out, separator, capacity - strlen(out) - 1);
  strncat(out, word, capacity - strlen(out) - 1);
}

enum which { EVERY_CELL, UNRANKED_CELLS };

/* The panels of a chart: `by` is the parameter of whose values each has one; NULL for the server.
 */
struct panels {
  const struct selection *selection;
  const char *by;
};

const char *panel_of(const struct result_cell *cell, const char *by) {
  const char *value = by ? result_param(cell, by) : NULL;
  return by ? (value ? value : "-") : server_name(cell->engine);
}

/* `panel` NULL: in any. */
static bool transport_selected(const struct panels *panels, const char *panel, int transport,
                               enum which which) {
  const struct selection *selection = panels->selection;
  for (size_t i = 0; i < selection->count; i++)
    if ((!panel || strcmp(panel_of(selection->cells[i], panels->by), panel) == 0) &&
        selection->cells[i]->transport == transport &&
        (which == EVERY_CELL || !cell_is_ranked(selection->cells[i])))
      return true;
  return false;
}

static void transports_of(const struct panels *panels, const char *panel, char *out,
                          size_t capacity) {
  *out = '\0';
  for (int transport = 0; transport < TRANSPORT_COUNT; transport++)
    if (transport_selected(panels, panel, transport, EVERY_CELL))
      words_join(out, capacity, " ", transport_name(transport));
}

/* "not to be ranked: SSE, WebSocket" */
static void note_of(const struct panels *panels, const char *panel, char *out, size_t capacity) {
  const char *separator = "not to be ranked: ";
  *out = '\0';
  for (int transport = 0; transport < TRANSPORT_COUNT; transport++)
    if (transport_selected(panels, panel, transport, UNRANKED_CELLS)) {
      strncat(out, separator, capacity - strlen(out) - 1);
      words_join(out, capacity, "", transport_label(transport));
      separator = ", ";
    }
}

/* Whether a cell before this one is in its panel. */
static bool panel_is_known(const struct panels *panels, size_t index) {
  const char *panel = panel_of(panels->selection->cells[index], panels->by);
  size_t i = 0;
  while (i < index && strcmp(panel_of(panels->selection->cells[i], panels->by), panel) != 0)
    i++;
  return i < index;
}

size_t sheet_set_panels_by(const struct drawing *drawing, const struct selection *selection,
                           const char *by) {
  const struct panels panels = {.selection = selection, .by = by};
  char names[PANELS_BYTES] = "", all[PANELS_BYTES] = "", notes[PANELS_BYTES] = "";
  char series[96], note[192];
  size_t count = 0;
  for (size_t i = 0; i < selection->count; i++) {
    const char *panel = panel_of(selection->cells[i], by);
    if (panel_is_known(&panels, i))
      continue;
    transports_of(&panels, panel, series, sizeof series);
    note_of(&panels, panel, note, sizeof note);
    if (count++ > 0)
      words_join(notes, sizeof notes, "", "|");
    words_join(notes, sizeof notes, "", note);
    words_join(names, sizeof names, " ", panel);
    words_join(all, sizeof all, "|", series);
  }
  transports_of(&panels, NULL, series, sizeof series);
  drawing_set_text(drawing, "panels", names);
  drawing_set_text(drawing, "series", series);
  drawing_set_array(drawing, "panel_series", all);
  drawing_set_array(drawing, "panel_notes", notes);
  return count;
}

void sheet_set_panels(const struct drawing *drawing, const struct selection *selection) {
  sheet_set_panels_by(drawing, selection, NULL);
}
