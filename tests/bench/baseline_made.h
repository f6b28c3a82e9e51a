/* A baseline in memory, for tests. */
#ifndef TESTS_BENCH_BASELINE_MADE_H
#define TESTS_BENCH_BASELINE_MADE_H

#include "bench/compare/baseline.h"
#include "tests/bench/compared_made.h"

enum { MADE_RUNS = 8 };

struct made_baseline {
  struct made_run made[MADE_RUNS];
  struct baseline_run runs[MADE_RUNS];
  struct baseline baseline;
};

static inline void made_baseline_open(struct made_baseline *baseline, size_t runs) {
  *baseline = (struct made_baseline){.baseline = {.folder = path_of("baselines/b")}};
  baseline->baseline.runs = baseline->runs;
  baseline->baseline.count = runs;
  for (size_t i = 0; i < runs; i++)
    made_run_open(&baseline->made[i], "baselines/b/run");
}

static inline struct result_cell *made_baseline_cell(struct made_baseline *baseline, size_t run,
                                                     int transport, const char *clients,
                                                     size_t repeats) {
  return made_cell_of(&baseline->made[run], transport, clients, repeats);
}

/* With the cells that were made so far. */
static inline const struct baseline *made_baseline_of(struct made_baseline *baseline) {
  for (size_t i = 0; i < baseline->baseline.count; i++) {
    struct baseline_run *run = &baseline->runs[i];
    cell_index_release(&run->index);
    run->run = *made_run_of(&baseline->made[i]);
    assert_int_equal(cell_index_make(&run->index, &run->run.results, NULL), STATUS_OK);
  }
  return &baseline->baseline;
}

static inline void made_baseline_close(struct made_baseline *baseline) {
  for (size_t i = 0; i < baseline->baseline.count; i++) {
    cell_index_release(&baseline->runs[i].index);
    made_run_close(&baseline->made[i]);
  }
}

#endif
