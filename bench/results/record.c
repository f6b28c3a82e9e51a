/* Fills run.json, and writes the files beside it. */
#include "bench/results/record.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/folder.h"
#include "bench/judge/looks.h"
#include "bench/results/document.h"
#include "bench/results/open_metrics.h"
#include "bench/results/summary.h"
#include "bench/results/summary_table.h"
#include "common/base/clock.h"
#include "common/base/log.h"
#include "common/base/numerals.h"
#include "common/base/whole.h"
#include "documents/fields.h"
#include "documents/run_document.h"

void record_trim(json_t *document) {
  static const char *const bulky[] = {"timeline", "series", "whole", "notes", "idle"};
  for (size_t i = 0; i < sizeof bulky / sizeof *bulky; i++)
    json_object_del(document, bulky[i]);
  json_object_del(field_get(document, "client"), "loop_lag_histogram");
  json_object_del(field_get(document, "server"), "report");
  json_object_del(field_get(document, "noise"), "histograms");
}

static enum status file_failed(const char *path, struct error *error) {
  return error_set(error, STATUS_ENVIRONMENT, "%.300s: %s", path, strerror(errno));
}

enum status record_write(const json_t *record, const char *folder, struct error *error) {
  struct path path = path_of("%s/run.json", folder);
  struct path fresh = path_of("%s/run.json.new", folder);
  FILE *file = fopen(fresh.text, "we");
  if (!file)
    return file_failed(path.text, error);
  int failed = json_dumpf(record, file, JSON_INDENT(1) | JSON_REAL_PRECISION(15)) != 0;
  failed = fclose(file) != 0 || failed;
  if (!failed && rename(fresh.text, path.text) == 0)
    return STATUS_OK;
  enum status status = file_failed(path.text, error);
  remove(fresh.text);
  return status;
}

/* Copies the documents that are not NULL; returns how many there are. */
static size_t documents_take(json_t *const *places, size_t count, json_t **out) {
  size_t taken = 0;
  for (size_t i = 0; i < count; i++)
    if (places[i])
      out[taken++] = places[i];
  return taken;
}

/* Writes the files that have every figure of every repeat. */
static enum status figures_write(json_t *const *documents, size_t count, const char *folder,
                                 struct error *error) {
  static const struct {
    const char *name;
    void (*write)(FILE *file, json_t *const *documents, size_t count);
  } formats[] = {{"summary.tsv", summary_table_write_tsv},
                 {"summary.csv", summary_table_write_csv},
                 {"metrics.txt", open_metrics_write}};
  for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
    struct path path = path_of("%s/%s", folder, formats[i].name);
    FILE *file = fopen(path.text, "we");
    if (!file)
      return file_failed(path.text, error);
    formats[i].write(file, documents, count);
    bool failed = ferror(file) != 0;
    if (fclose(file) != 0 || failed)
      return file_failed(path.text, error);
  }
  return STATUS_OK;
}

/* The level of a run's intervals, which is another one where the run ends when they are narrow. */
static double level_put(json_t *record, json_t *const *documents, size_t repeats) {
  size_t most = 0;
  if (!run_json(record, RUN_EXPERIMENT_UNTIL))
    return INTERVAL_LEVEL;
  for (size_t i = 0; i < json_array_size(run_json(record, RUN_CELLS)) * repeats; i++)
    if (documents[i] && i % repeats + 1 > most)
      most = i % repeats + 1;
  run_put(record, RUN_INTERVAL_LEVEL, json_real(look_level(most)));
  return look_level(most);
}

enum status record_update(json_t *record, json_t *const *documents, size_t repeats,
                          const char *folder, struct error *error) {
  json_t *cells = run_json(record, RUN_CELLS);
  size_t cell_count = json_array_size(cells);
  json_t **scratch = calloc(cell_count * repeats + 1, sizeof(json_t *));
  double level = level_put(record, documents, repeats);
  if (!scratch)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the summary");
  for (size_t i = 0; i < cell_count; i++) {
    size_t count = documents_take(documents + i * repeats, repeats, scratch);
    json_t *summary = summary_of_cell(scratch, count, level);
    json_object_update(json_array_get(cells, i), summary);
    json_decref(summary);
  }
  size_t done = documents_take(documents, cell_count * repeats, scratch);
  run_put_count(record, RUN_EXECUTIONS_DONE, done);
  enum status status = figures_write(scratch, done, folder, error);
  if (status == STATUS_OK)
    status = record_write(record, folder, error);
  free(scratch);
  return status;
}

enum status record_complete(json_t *record, json_t *const *documents, size_t repeats,
                            const char *outcome, const char *folder, struct error *error) {
  char ended[TIME_TEXT_BYTES];
  time_text(clock_wall_ns(), false, ended, sizeof ended);
  run_put_text(record, RUN_ENDED, ended);
  run_put_text(record, RUN_OUTCOME, outcome);
  run_put(record, RUN_INTERRUPTED, json_boolean(strcmp(outcome, "done") != 0));
  return record_update(record, documents, repeats, folder, error);
}

/* ---- recovery of a run that was killed ---- */

/* Reads the documents that exist; returns how many, and warns of each that is missing. */
static size_t documents_read(const json_t *cells, size_t repeats, const char *folder,
                             json_t **documents) {
  size_t there = 0;
  for (size_t i = 0; i < json_array_size(cells); i++) {
    const char *cell = figure_text(json_array_get(cells, i), FIGURE_CELL);
    for (size_t repeat = 1; cell && repeat <= repeats; repeat++) {
      struct error reason;
      struct path path = path_of("%s/cells/%s/%zu/cell.json", folder, cell, repeat);
      json_t **place = &documents[i * repeats + repeat - 1];
      if (document_open(place, path.text, CELL_SCHEMA, STATUS_CHECK, "it was not finished",
                        &reason) != STATUS_OK) {
        log_warning("missing: %s, repeat %zu: %s", cell, repeat, reason.text);
        continue;
      }
      record_trim(*place);
      there++;
    }
  }
  return there;
}

static enum status cells_recover(json_t *record, const char *folder, struct error *error) {
  const json_t *cells = run_json(record, RUN_CELLS);
  size_t cell_count = json_array_size(cells);
  size_t planned = whole_of(run_value(record, RUN_EXECUTIONS_PLANNED, 0));
  if (cell_count == 0 || planned == 0 || planned % cell_count != 0)
    return error_set(error, STATUS_CHECK, "%.300s/run.json names no cells: it is damaged", folder);
  json_t **documents = calloc(planned, sizeof(json_t *));
  if (!documents)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the cells of %.300s", folder);
  size_t there = documents_read(cells, planned / cell_count, folder, documents);
  log_warning("%s: the run did not come to its end: %zu of %zu executions %s there", folder, there,
              planned, word_for((double)there, "is", "are"));
  enum status status =
      there > 0
          ? record_complete(record, documents, planned / cell_count, "interrupted", folder, error)
          : error_set(error, STATUS_CHECK, "%.300s: no cell was finished", folder);
  for (size_t i = 0; i < planned; i++)
    json_decref(documents[i]);
  free(documents);
  return status;
}

enum status record_recover(const char *folder, struct error *error) {
  json_t *record = NULL;
  struct path path = path_of("%s/run.json", folder);
  enum status status = document_open(&record, path.text, RUN_SCHEMA, STATUS_USAGE,
                                     "expected the folder of a run", error);
  const char *outcome = run_text(record, RUN_OUTCOME);
  if (status == STATUS_OK && outcome && strcmp(outcome, RECORD_RUNNING) == 0)
    status = cells_recover(record, folder, error);
  json_decref(record);
  return status;
}
