/* Adds what run.json says about the cells to what the rows of summary.tsv say. */
#include "bench/results/results_rows.h"

#include <string.h>

#include "bench/base/folder.h"
#include "bench/results/document.h"
#include "bench/results/record.h"
#include "bench/results/results_read.h"
#include "bench/results/results_table.h"
#include "common/base/numerals.h"
#include "common/base/whole.h"
#include "documents/run_document.h"

/* Rows and entries are in the same order, mostly: the search begins behind the cell before. */
static struct result_cell *cell_named(const struct results *results, const char *name,
                                      size_t *last) {
  for (size_t i = 0; name && i < results->cell_count; i++) {
    size_t at = (*last + i) % results->cell_count;
    if (strcmp(results->cells[at].name, name) == 0) {
      *last = at;
      return &results->cells[at];
    }
  }
  return NULL;
}

/* A cell of which no repeat was carried out has no rows, and is left out. */
static enum status entries_read(struct results *results, const json_t *entries, const char *path,
                                struct error *error) {
  size_t last = 0, found = 0;
  for (size_t i = 0; i < json_array_size(entries); i++) {
    const json_t *entry = json_array_get(entries, i);
    struct result_cell *cell = cell_named(results, figure_text(entry, FIGURE_CELL), &last);
    if (!cell)
      continue;
    found++;
    enum status status = results_read_entry(cell, entry, path, error);
    if (status != STATUS_OK)
      return status;
  }
  if (found == results->cell_count)
    return STATUS_OK;
  return error_set(error, STATUS_CHECK,
                   "%.300s does not name each cell of summary.tsv: the files are of two runs",
                   path);
}

static enum status rows_count(struct results *results, const char *run_folder,
                              struct error *error) {
  size_t rows = 0;
  for (size_t i = 0; i < results->cell_count; i++) {
    const struct result_cell *cell = &results->cells[i];
    results->schema = (int)whole_signed_of(cell->repeats[0].values[FIGURE_SCHEMA]);
    rows += cell->repeat_count;
  }
  if (!(results->done >= 0) || results->done == (double)rows)
    return STATUS_OK;
  return error_set(error, STATUS_CHECK,
                   "%.300s/summary.tsv has %zu %s, but run.json counts %.0f: it is cut off, or the "
                   "files are of two runs",
                   run_folder, rows, word_for((double)rows, "row", "rows"), results->done);
}

static enum status outcome_check(const json_t *document, const char *run_folder,
                                 struct error *error) {
  const char *outcome = run_text(document, RUN_OUTCOME);
  if (!outcome || strcmp(outcome, RECORD_RUNNING) != 0)
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
  enum status status = document_open(&document, path.text, RUN_SCHEMA, STATUS_USAGE,
                                     "expected the folder of a run", error);
  if (status == STATUS_OK)
    status = outcome_check(document, run_folder, error);
  if (status == STATUS_OK)
    status = results_table_load(&loaded, run_folder, error);
  if (status == STATUS_OK)
    status = rows_count(&loaded, run_folder, error);
  if (status == STATUS_OK)
    status = entries_read(&loaded, run_json(document, RUN_CELLS), path.text, error);
  json_decref(document);
  if (status == STATUS_OK) {
    results_varied_find(&loaded);
    *results = loaded;
  } else {
    results_release(&loaded);
  }
  return status;
}
