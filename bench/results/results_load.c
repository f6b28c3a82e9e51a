/* Reads the repeats of each cell, and summarises each cell over them. */
#include "bench/results/results_load.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/folder.h"
#include "bench/judge/support.h"
#include "bench/results/document.h"
#include "bench/results/results_read.h"
#include "common/base/numerals.h"

enum { REPEATS_MAX = 1000 };

static void range_gather(struct result_cell *cell, enum figure figure, double level) {
  double numbers[REPEATS_MAX];
  cell->figures[figure] = result_range(numbers, result_values(cell, figure, numbers), level);
}

/* Sets the medians of the percentiles to those of all repeats' deliveries together; their ranges
 * and intervals stay those of single repeats. */
static void percentiles_pool(struct result_cell *cell) {
  for (size_t i = 0; i < cell->repeat_count; i++)
    if (cell->repeats[i].measured && cell->repeats[i].values[FIGURE_PUBLISHED_SEEN] > 0)
      cell->messages += cell->repeats[i].values[FIGURE_PUBLISHED_SEEN];
  for (int i = 0; cell->messages > 0 && i < FIGURE_NUMBER; i++) {
    double quantile = support_quantile((enum figure)i);
    if (isnan(quantile))
      continue;
    bool enough = cell->latency.count > 0 && support_is_enough(cell->messages, quantile);
    cell->figures[i].median =
        enough ? (double)histogram_quantile_ns(&cell->latency, quantile) : NAN;
  }
}

static void cell_finish(struct result_cell *cell, double level) {
  for (size_t i = 0; i < cell->repeat_count; i++)
    cell->measured += cell->repeats[i].measured;
  for (int i = 0; i < FIGURE_NUMBER; i++)
    range_gather(cell, (enum figure)i, level);
  percentiles_pool(cell);
}

/* Finds the cell of that name, or adds it; NULL without memory. */
static struct result_cell *cell_of(struct results *results, const char *name) {
  struct result_cell *cells, *cell;
  for (size_t i = 0; i < results->cell_count; i++)
    if (strcmp(results->cells[i].name, name) == 0)
      return &results->cells[i];
  cells = realloc(results->cells, (results->cell_count + 1) * sizeof *cells);
  if (!cells)
    return NULL;
  results->cells = cells;
  cell = &cells[results->cell_count];
  *cell = (struct result_cell){
      .name = strdup(name), .engine = -1, .transport = -1, .time_scale = results->time_scale};
  if (!cell->name)
    return NULL;
  if (histogram_init(&cell->latency) != STATUS_OK) {
    free(cell->name);
    return NULL;
  }
  results->cell_count++;
  return cell;
}

static enum status row_read(struct results *results, const char *run_folder, const char *cell_name,
                            const char *repeat, struct error *error) {
  struct result_cell *cell = cell_of(results, cell_name);
  struct result_repeat *grown;
  if (!cell)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the cells of %s", run_folder);
  if (cell->repeat_count == REPEATS_MAX)
    return error_set(error, STATUS_CHECK, "%s: more than %d repeats", cell_name, REPEATS_MAX);
  grown = realloc(cell->repeats, (cell->repeat_count + 1) * sizeof *grown);
  if (!grown)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the repeats of %s", cell_name);
  cell->repeats = grown;
  grown[cell->repeat_count++] = (struct result_repeat){.measured = false};
  return results_read_repeat(
      cell, repeat, path_of("%s/cells/%s/%s/cell.json", run_folder, cell_name, repeat).text, error);
}

/* Cuts a line of tab-separated fields; returns the field at `column`, or NULL. */
static const char *field_at(char *line, int column) {
  char *rest = line;
  char *field;
  for (int i = 0; (field = strsep(&rest, "\t\n")); i++)
    if (i == column)
      return field;
  return NULL;
}

static int column_named(const char *header, const char *name) {
  size_t bytes = strlen(name);
  int column = 0;
  for (const char *at = header;; at++, column++) {
    size_t span = strcspn(at, "\t\n");
    if (span == bytes && memcmp(at, name, bytes) == 0)
      return column;
    at += span;
    if (*at != '\t')
      return -1;
  }
}

/* The number of fields of a line; 0 for a line without its end. */
static size_t columns_of(const char *line) {
  size_t columns = 1;
  for (; *line && *line != '\n'; line++)
    columns += *line == '\t';
  return *line ? columns : 0;
}

static enum status rows_read(struct results *results, const char *run_folder, FILE *file,
                             struct error *error) {
  char *line = NULL, *copy = NULL;
  size_t capacity = 0, rows = 0, columns = 0;
  enum status status = STATUS_OK;
  int cell_column = -1, repeat_column = -1;
  if (getline(&line, &capacity, file) > 0) {
    cell_column = column_named(line, "cell");
    repeat_column = column_named(line, "repeat");
    columns = columns_of(line);
  }
  if (cell_column < 0 || repeat_column < 0)
    status =
        error_set(error, STATUS_CHECK, "%s/summary.tsv: no columns cell and repeat", run_folder);
  while (status == STATUS_OK && getline(&line, &capacity, file) > 0) {
    bool whole = columns_of(line) == columns;
    free(copy);
    copy = strdup(line);
    const char *cell = field_at(line, cell_column);
    const char *repeat = copy ? field_at(copy, repeat_column) : NULL;
    rows++;
    if (!whole || !cell || !*cell || !repeat || !*repeat)
      status = error_set(error, STATUS_CHECK,
                         "%s/summary.tsv:%zu: the row is cut off: copy the file again", run_folder,
                         rows + 1);
    else
      status = row_read(results, run_folder, cell, repeat, error);
  }
  free(copy);
  free(line);
  if (status == STATUS_OK && results->done >= 0 && results->done != (double)rows)
    status =
        error_set(error, STATUS_CHECK,
                  "%s/summary.tsv has %zu %s, but run.json counts %.0f %s: it is cut off, or the "
                  "files are of two runs",
                  run_folder, rows, word_for((double)rows, "row", "rows"), results->done,
                  word_for(results->done, "execution", "executions"));
  return status;
}

static bool param_varies(const struct results *results, const char *name) {
  const char *first = NULL;
  for (size_t i = 0; i < results->cell_count; i++) {
    const struct result_cell *cell = &results->cells[i];
    const char *text = result_param(cell, name);
    if (!text || !result_param_applies(cell, name))
      continue;
    if (first && strcmp(first, text) != 0)
      return true;
    first = text;
  }
  return false;
}

static bool texts_have(const struct result_texts *texts, const char *text) {
  for (size_t i = 0; i < texts->count; i++)
    if (strcmp(texts->items[i], text) == 0)
      return true;
  return false;
}

void results_varied_find(struct results *results) {
  struct result_texts *varied = &results->varied;
  for (size_t i = 0; i < results->cell_count; i++) {
    const struct result_pairs *axes = &results->cells[i].varied;
    for (size_t j = 0; j < axes->count; j++) {
      const char *name = axes->items[j].name;
      char **grown;
      if (strcmp(name, "engine") == 0 || strcmp(name, "transport") == 0 ||
          texts_have(varied, name) || !param_varies(results, name))
        continue;
      grown = realloc(varied->items, (varied->count + 1) * sizeof *grown);
      if (!grown)
        return;
      varied->items = grown;
      varied->items[varied->count++] = strdup(name);
    }
  }
}

enum status results_load(struct results *results, const char *run_folder, struct error *error) {
  struct results loaded = {.time_scale = 1, .schema = CELL_SCHEMA};
  FILE *file = NULL;
  enum status status;
  status = results_read_run(&loaded, path_of("%s/run.json", run_folder).text, error);
  if (status != STATUS_OK)
    goto out;
  file = fopen(path_of("%s/summary.tsv", run_folder).text, "re");
  if (!file) {
    status = error_set(error, STATUS_USAGE, "%s/summary.tsv: %s", run_folder, strerror(errno));
    goto out;
  }
  status = rows_read(&loaded, run_folder, file, error);
  for (size_t i = 0; i < loaded.cell_count; i++)
    cell_finish(&loaded.cells[i], loaded.interval_level);
  results_varied_find(&loaded);
out:
  if (file)
    fclose(file);
  if (status == STATUS_OK)
    *results = loaded;
  else
    results_release(&loaded);
  return status;
}
