/* Writes the folder of a made-up run into made_folder, for tests that read one. */
#ifndef TESTS_BENCH_RUN_MADE_H
#define TESTS_BENCH_RUN_MADE_H

#include "tests/bench/folder_made.h"

#include "bench/results/document.h"
#include "documents/figures.h"

enum { MADE_RUN_CELLS = 16 };

/* Two deliveries, after 1 and 2 µs. */
#define MADE_LATENCIES "1000,2000,3000,0;1000:1,2000:1"

struct made_run {
  json_t *record; /* run.json */
  json_t *documents[MADE_RUN_CELLS];
  size_t count;
};

/* A finished run of an experiment called "x". */
static inline struct made_run made_run_new(void) {
  struct made_run run = {.count = 0};
  run.record = json_pack("{s:i,s:{s:s},s:s,s:s}", "schema", RUN_SCHEMA, "experiment", "name", "x",
                         "outcome", "done", "started", "2026-11-24T02:20:00Z");
  assert_non_null(run.record);
  return run;
}

/* Sets a member of the experiment, such as "title". */
static inline void made_run_say(struct made_run *run, const char *key, json_t *value) {
  json_object_set_new(json_object_get(run->record, "experiment"), key, value);
}

/* Adds a valid repeat of a cell; its document may be changed until the run is written. */
static inline json_t *made_run_repeat(struct made_run *run, const char *cell, int repeat,
                                      const char *engine, const char *transport) {
  json_t *document = json_pack(
      "{s:i,s:s,s:i,s:s,s:s,s:s,s:{s:s,s:[],s:[],s:[]},s:{},s:{}}", "schema", CELL_SCHEMA, "cell",
      cell, "repeat", repeat, "engine", engine, "transport", transport, "outcome", "done",
      "verdict", "status", "valid", "reasons", "kinds", "severities", "params", "varied");
  assert_non_null(document);
  assert_true(run->count < MADE_RUN_CELLS);
  run->documents[run->count++] = document;
  return document;
}

static inline void made_run_param(json_t *document, const char *name, json_t *value, bool varied) {
  json_object_set(json_object_get(document, "params"), name, value);
  if (varied)
    json_object_set(json_object_get(document, "varied"), name, value);
  json_decref(value);
}

/* Sets the verdict of a document, with one reason. */
static inline void made_run_verdict(json_t *document, const char *status, const char *kind,
                                    const char *reason) {
  json_object_set_new(document, "verdict",
                      json_pack("{s:s,s:[s],s:[s],s:[f]}", "status", status, "reasons", reason,
                                "kinds", kind, "severities", 1.0));
}

static inline void made_json_write(const char *name, const json_t *document) {
  char *text = json_dumps(document, JSON_INDENT(1));
  assert_non_null(text);
  made_file_write(name, text);
  free(text);
}

/* Writes run.json, summary.tsv and the cells, and releases the run. */
static inline void made_run_write(struct made_run *run) {
  char rows[4096] = "cell\trepeat\n", name[256];
  json_object_set_new(run->record, "executions_done", json_integer((json_int_t)run->count));
  made_json_write("run.json", run->record);
  json_decref(run->record);
  for (size_t i = 0; i < run->count; i++) {
    const char *cell = json_string_value(json_object_get(run->documents[i], "cell"));
    int repeat = (int)json_integer_value(json_object_get(run->documents[i], "repeat"));
    snprintf(name, sizeof name, "cells/%s/%d/cell.json", cell, repeat);
    made_json_write(name, run->documents[i]);
    snprintf(rows + strlen(rows), sizeof rows - strlen(rows), "%s\t%d\n", cell, repeat);
    json_decref(run->documents[i]);
  }
  made_file_write("summary.tsv", rows);
}

#endif
