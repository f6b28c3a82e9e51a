/* Writes the same rows in two formats. */
#include "bench/results/summary_table.h"

#include <stdlib.h>
#include <string.h>

#include "bench/plan/parameters.h"
#include "documents/figures.h"

struct format {
  char separator;
  const char *line_end;
  void (*text_write)(FILE *file, const char *text);
};

static void tsv_text_write(FILE *file, const char *text) {
  for (; *text; text++)
    fputc((unsigned char)*text < ' ' ? ' ' : *text, file);
}

static void csv_text_write(FILE *file, const char *text) {
  if (!text[strcspn(text, ",\"\r\n")]) {
    fputs(text, file);
    return;
  }
  fputc('"', file);
  for (; *text; text++) {
    if (*text == '"')
      fputc('"', file);
    fputc(*text, file);
  }
  fputc('"', file);
}

static const struct format tsv = {'\t', "\n", tsv_text_write};
static const struct format csv = {',', "\r\n", csv_text_write};

/* Joins the texts of an array; malloc'd, NULL without memory. */
static char *reasons_text(const json_t *reasons) {
  char *text = NULL;
  size_t bytes;
  FILE *stream = open_memstream(&text, &bytes);
  if (!stream)
    return NULL;
  for (size_t i = 0; i < json_array_size(reasons); i++)
    fprintf(stream, "%s%s", i > 0 ? "; " : "", json_string_value(json_array_get(reasons, i)));
  fclose(stream);
  return text;
}

static void value_write(FILE *file, const struct format *format, const json_t *value) {
  if (!value || json_is_null(value))
    return;
  char *text = json_is_array(value) ? reasons_text(value) : parameter_text(value);
  if (text)
    format->text_write(file, text);
  free(text);
}

/* The column `params` is one for each parameter. */
static void header_write(FILE *file, const struct format *format) {
  const struct option *table = parameters_table();
  for (int i = 0; i < FIGURE_COLUMNS; i++) {
    if (i != FIGURE_PARAMS) {
      if (i > 0)
        fputc(format->separator, file);
      fputs(figure_table[i].path, file);
      continue;
    }
    for (size_t j = 0; table[j].name; j++)
      fprintf(file, "%cparams.%s", format->separator, table[j].name);
  }
  fputs(format->line_end, file);
}

static void row_write(FILE *file, const struct format *format, const json_t *document) {
  const struct option *table = parameters_table();
  for (int i = 0; i < FIGURE_COLUMNS; i++) {
    const json_t *value = figure_json(document, (enum figure)i);
    if (i != FIGURE_PARAMS) {
      if (i > 0)
        fputc(format->separator, file);
      value_write(file, format, value);
      continue;
    }
    for (size_t j = 0; table[j].name; j++) {
      fputc(format->separator, file);
      value_write(file, format, json_object_get(value, table[j].name));
    }
  }
  fputs(format->line_end, file);
}

static void summary_table_write(FILE *file, const struct format *format, json_t *const *documents,
                                size_t count) {
  header_write(file, format);
  for (size_t i = 0; i < count; i++)
    row_write(file, format, documents[i]);
}

void summary_table_write_tsv(FILE *file, json_t *const *documents, size_t count) {
  summary_table_write(file, &tsv, documents, count);
}

void summary_table_write_csv(FILE *file, json_t *const *documents, size_t count) {
  summary_table_write(file, &csv, documents, count);
}
