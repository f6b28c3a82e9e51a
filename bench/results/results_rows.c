/* Puts the rows of summary.tsv into the cells of run.json. */
#include "bench/results/results_rows.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/folder.h"
#include "bench/results/document.h"
#include "bench/results/record.h"
#include "bench/results/results_read.h"
#include "common/base/numerals.h"
#include "common/base/whole.h"
#include "documents/run_document.h"

enum { COLUMNS_MAX = 2000, REPEATS_MAX = 1000 };

struct rows {
  struct results *results;
  const char *folder;
  enum figure figures[COLUMNS_MAX]; /* of each column; FIGURE_NUMBER for a column that is none */
  size_t columns;
  size_t last; /* the cell of the row before: rows of one cell stand together, mostly */
  size_t count;
};

static enum status damaged(const struct rows *rows, const char *why, struct error *error) {
  return error_set(error, STATUS_CHECK, "%.300s/summary.tsv:%zu: %s", rows->folder, rows->count + 1,
                   why);
}

/* ---- the cells, from run.json ---- */

static enum status cells_make(struct results *results, const json_t *entries, const char *folder,
                              struct error *error) {
  size_t count = json_array_size(entries);
  results->cells = calloc(count + 1, sizeof *results->cells);
  for (size_t i = 0; results->cells && i < count; i++) {
    const char *name = figure_text(json_array_get(entries, i), FIGURE_CELL);
    if (!name)
      return error_set(error, STATUS_CHECK, "%.300s/run.json: a cell has no name: it is damaged",
                       folder);
    results->cells[i] = (struct result_cell){.name = strdup(name), .engine = -1, .transport = -1};
    results->cell_count += results->cells[i].name != NULL;
  }
  if (results->cells && results->cell_count == count)
    return STATUS_OK;
  return error_set(error, STATUS_ENVIRONMENT, "no memory for the cells of %.300s", folder);
}

static enum status cells_finish(struct results *results, const json_t *entries, const char *path,
                                struct error *error) {
  enum status status = STATUS_OK;
  for (size_t i = 0; status == STATUS_OK && i < results->cell_count; i++) {
    results_cell_finish(&results->cells[i]);
    status = results_read_entry(&results->cells[i], json_array_get(entries, i), path, error);
  }
  if (status == STATUS_OK)
    results_varied_find(results);
  return status;
}

/* ---- the rows ---- */

/* Finds the cell of that name; NULL where there is none. */
static struct result_cell *cell_named(struct rows *rows, const char *name) {
  size_t count = rows->results->cell_count;
  for (size_t i = 0; i < count; i++) {
    size_t at = (rows->last + i) % count;
    if (strcmp(rows->results->cells[at].name, name) == 0) {
      rows->last = at;
      return &rows->results->cells[at];
    }
  }
  return NULL;
}

static struct result_repeat *repeat_add(struct result_cell *cell) {
  struct result_repeat *grown =
      cell->repeat_count < REPEATS_MAX
          ? realloc(cell->repeats, (cell->repeat_count + 1) * sizeof *grown)
          : NULL;
  if (!grown)
    return NULL;
  cell->repeats = grown;
  grown = &grown[cell->repeat_count++];
  *grown = (struct result_repeat){.measured = false};
  for (int i = 0; i < FIGURE_NUMBER; i++)
    grown->values[i] = NAN;
  return grown;
}

static double field_number(const char *field) {
  char *end;
  double number = strtod(field, &end);
  return *field && *end == '\0' ? number : NAN;
}

/* Cuts the line at its tabs; returns the number of fields, COLUMNS_MAX + 1 where they are more. */
static size_t line_cut(char *line, char *fields[COLUMNS_MAX]) {
  size_t count = 0;
  line[strcspn(line, "\n")] = '\0';
  for (char *rest = line, *field; (field = strsep(&rest, "\t"));) {
    if (count == COLUMNS_MAX)
      return COLUMNS_MAX + 1;
    fields[count++] = field;
  }
  return count;
}

static enum status header_read(struct rows *rows, char *line, struct error *error) {
  char *fields[COLUMNS_MAX];
  bool cell = false;
  rows->columns = line_cut(line, fields);
  if (rows->columns > COLUMNS_MAX)
    return damaged(rows, "too many columns", error);
  for (size_t i = 0; i < rows->columns; i++) {
    rows->figures[i] = figure_named(fields[i]);
    cell = cell || rows->figures[i] == FIGURE_CELL;
  }
  return cell ? STATUS_OK : damaged(rows, "no column cell", error);
}

static void fields_take(struct rows *rows, struct result_repeat *repeat, char **fields) {
  for (size_t i = 0; i < rows->columns; i++) {
    enum figure figure = rows->figures[i];
    if (figure == FIGURE_OUTCOME)
      repeat->measured = strcmp(fields[i], "done") == 0;
    if (figure < FIGURE_NUMBER)
      repeat->values[figure] = field_number(fields[i]);
  }
  rows->results->schema = (int)whole_signed_of(repeat->values[FIGURE_SCHEMA]);
}

static enum status row_read(struct rows *rows, char *line, struct error *error) {
  char *fields[COLUMNS_MAX];
  bool whole = strchr(line, '\n') != NULL;
  struct result_cell *cell = NULL;
  rows->count++;
  if (!whole || line_cut(line, fields) != rows->columns)
    return damaged(rows, "the row is cut off: copy the file again", error);
  for (size_t i = 0; i < rows->columns; i++)
    if (rows->figures[i] == FIGURE_CELL)
      cell = cell_named(rows, fields[i]);
  if (!cell)
    return damaged(rows, "run.json has no such cell: the files are of two runs", error);
  struct result_repeat *repeat = repeat_add(cell);
  if (!repeat)
    return damaged(rows, "too many repeats, or no memory", error);
  fields_take(rows, repeat, fields);
  return STATUS_OK;
}

static enum status rows_read(struct rows *rows, FILE *file, struct error *error) {
  char *line = NULL;
  size_t capacity = 0;
  enum status status = getline(&line, &capacity, file) > 0 ? header_read(rows, line, error)
                                                           : damaged(rows, "it is empty", error);
  while (status == STATUS_OK && getline(&line, &capacity, file) > 0)
    status = row_read(rows, line, error);
  free(line);
  if (status == STATUS_OK && rows->results->done >= 0 && rows->results->done != (double)rows->count)
    return error_set(error, STATUS_CHECK,
                     "%.300s/summary.tsv has %zu %s, but run.json counts %.0f: it is cut off, or "
                     "the files are of two runs",
                     rows->folder, rows->count, word_for((double)rows->count, "row", "rows"),
                     rows->results->done);
  return status;
}

/* ---- the folder ---- */

static enum status summary_read(struct results *results, const char *run_folder,
                                struct error *error) {
  struct rows *rows = calloc(1, sizeof *rows);
  FILE *file = fopen(path_of("%s/summary.tsv", run_folder).text, "re");
  enum status status = STATUS_OK;
  if (!rows)
    status = error_set(error, STATUS_ENVIRONMENT, "no memory for %.300s", run_folder);
  else if (!file)
    status = error_set(error, STATUS_USAGE, "%.300s/summary.tsv: %s", run_folder, strerror(errno));
  if (status == STATUS_OK) {
    rows->results = results;
    rows->folder = run_folder;
    status = rows_read(rows, file, error);
  }
  if (file)
    fclose(file);
  free(rows);
  return status;
}

static enum status outcome_check(const struct results *results, const char *run_folder,
                                 struct error *error) {
  if (!results->outcome || strcmp(results->outcome, RECORD_RUNNING) != 0)
    return STATUS_OK;
  return error_set(error, STATUS_USAGE,
                   "%.300s: the run goes on, or was killed: `pushbench report` completes it from "
                   "the cells that were finished",
                   run_folder);
}

enum status results_load_rows(struct results *results, const char *run_folder,
                              struct error *error) {
  struct results loaded = {.time_scale = 1};
  struct path path = path_of("%s/run.json", run_folder);
  json_t *document = NULL;
  enum status status = results_read_run(&loaded, path.text, error);
  if (status == STATUS_OK)
    status = outcome_check(&loaded, run_folder, error);
  if (status == STATUS_OK)
    status = document_open(&document, path.text, RUN_SCHEMA, STATUS_USAGE,
                           "expected the folder of a run", error);
  const json_t *entries = run_json(document, RUN_CELLS);
  if (status == STATUS_OK)
    status = cells_make(&loaded, entries, run_folder, error);
  if (status == STATUS_OK)
    status = summary_read(&loaded, run_folder, error);
  if (status == STATUS_OK)
    status = cells_finish(&loaded, entries, path.text, error);
  json_decref(document);
  if (status == STATUS_OK)
    *results = loaded;
  else
    results_release(&loaded);
  return status;
}
