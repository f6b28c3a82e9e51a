/* Runs to be compared, for tests. */
#ifndef TESTS_BENCH_COMPARED_MADE_H
#define TESTS_BENCH_COMPARED_MADE_H

#include "bench/compare/cell_match.h"
#include "tests/bench/results_made.h"

enum { MADE_FACTS = 16 };

/* A run with the cells of `made`, and facts. Texts are not copied. */
struct made_run {
  struct made *made;
  struct compared_run run;
  struct result_pair facts[MADE_FACTS], settings[MADE_FACTS];
};

static inline void made_run_open(struct made_run *run, const char *folder) {
  *run = (struct made_run){.made = made_new()};
  run->run.folder = path_of("%s", folder);
  run->made->results.name = (char *)"default";
  run->made->results.started = (char *)"2026-11-26T15:00:00Z";
  run->made->results.machine.items = run->facts;
  run->made->results.settings.items = run->settings;
}

static inline void made_fact(struct made_run *run, const char *name, const char *text) {
  struct result_pairs *machine = &run->made->results.machine;
  machine->items[machine->count++] =
      (struct result_pair){.name = (char *)name, .text = (char *)text};
}

static inline void made_setting(struct made_run *run, const char *name, const char *text) {
  struct result_pairs *settings = &run->made->results.settings;
  settings->items[settings->count++] =
      (struct result_pair){.name = (char *)name, .text = (char *)text};
}

/* The run with what was made so far. */
static inline const struct compared_run *made_run_of(struct made_run *run) {
  run->run.results = run->made->results;
  return &run->run;
}

static inline void made_run_close(struct made_run *run) {
  free(run->made);
}

/* Two runs, matched. */
struct made_pair {
  struct made_run a, b;
  struct cell_matches matches;
  struct compared_pair pair;
};

static inline void made_pair_open(struct made_pair *pair) {
  made_run_open(&pair->a, "runs/a");
  made_run_open(&pair->b, "runs/b");
}

static inline const struct compared_pair *made_pair_of(struct made_pair *pair) {
  pair->pair = (struct compared_pair){made_run_of(&pair->a), made_run_of(&pair->b), &pair->matches};
  assert_int_equal(cells_match(&pair->matches, &pair->a.run.results, &pair->b.run.results, NULL),
                   STATUS_OK);
  return &pair->pair;
}

static inline void made_pair_close(struct made_pair *pair) {
  cell_matches_release(&pair->matches);
  made_run_close(&pair->a);
  made_run_close(&pair->b);
}

/* A cell of each run with so many users, on the same engine and transport. */
static inline struct result_cell *made_cell_of(struct made_run *run, int transport,
                                               const char *clients, size_t repeats) {
  struct result_cell *cell = made_cell(run->made, ENGINE_LWS, transport, repeats);
  made_param(cell, "clients", clients);
  return cell;
}

/* Sets the figure of each repeat, and its median and range. `count` is the number of repeats. */
static inline void made_values(struct result_cell *cell, enum figure figure, const double *values,
                               size_t count) {
  double sorted[MADE_REPEATS] = {0};
  assert_int_equal(count, cell->repeat_count);
  for (size_t i = 0; i < count; i++) {
    size_t at = i;
    cell->repeats[i].values[figure] = values[i];
    for (; at > 0 && sorted[at - 1] > values[i]; at--)
      sorted[at] = sorted[at - 1];
    sorted[at] = values[i];
  }
  cell->figures[figure] =
      (struct figure_range){.median = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2,
                            .least = sorted[0],
                            .greatest = sorted[count - 1]};
}

#endif
