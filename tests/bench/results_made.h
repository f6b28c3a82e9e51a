/* Results without a run, for tests. */
#ifndef TESTS_BENCH_RESULTS_MADE_H
#define TESTS_BENCH_RESULTS_MADE_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/interval.h"
#include "bench/results/results.h"
#include "common/base/traits.h"

enum { MADE_CELLS = 80, MADE_REPEATS = 16, MADE_PAIRS = 4, MADE_PARAMS = 12, MADE_TRANSPORTS = 4 };

/* Those that tests make cells of, whichever others there are. */
static const int made_transports[MADE_TRANSPORTS] __attribute__((unused)) = {
    TRANSPORT_SHORT_POLL, TRANSPORT_LONG_POLL, TRANSPORT_SSE, TRANSPORT_WEBSOCKET};

struct made {
  struct results results;
  struct result_cell cells[MADE_CELLS];
  struct result_repeat repeats[MADE_CELLS][MADE_REPEATS];
  struct result_pair pairs[MADE_CELLS][MADE_PAIRS];
  struct result_pair params[MADE_CELLS][MADE_PARAMS];
  char *varied[MADE_PAIRS];
};

static inline struct made *made_new(void) {
  struct made *made = calloc(1, sizeof *made);
  made->results.cells = made->cells;
  made->results.varied.items = made->varied;
  made->results.time_scale = 1;
  made->results.interval_level = INTERVAL_LEVEL;
  made->results.planned = made->results.done = NAN;
  return made;
}

static inline struct result_cell *made_cell(struct made *made, int engine, int transport,
                                            size_t repeats) {
  size_t at = made->results.cell_count++;
  struct result_cell *cell = &made->cells[at];
  *cell = (struct result_cell){.name = "cell",
                               .engine = engine,
                               .transport = transport,
                               .time_scale = 1,
                               .repeats = made->repeats[at],
                               .repeat_count = repeats,
                               .measured = repeats,
                               .params = {.items = made->params[at]},
                               .varied = {.items = made->pairs[at]}};
  for (size_t j = 0; j < repeats; j++)
    made->repeats[at][j].round = j + 1;
  for (int i = 0; i < FIGURE_NUMBER; i++) {
    cell->figures[i] = (struct figure_range){NAN, NAN, NAN, NAN, NAN, false};
    for (size_t j = 0; j < repeats; j++) {
      made->repeats[at][j].measured = true;
      made->repeats[at][j].values[i] = NAN;
    }
  }
  return cell;
}

/* Sets the figure of repeat i to value + i * step. */
static inline void made_set(struct result_cell *cell, enum figure figure, double value,
                            double step) {
  size_t last = cell->repeat_count - 1;
  for (size_t i = 0; i <= last; i++)
    cell->repeats[i].values[figure] = value + (double)i * step;
  double least = fmin(value, value + (double)last * step);
  double greatest = fmax(value, value + (double)last * step);
  cell->figures[figure] = (struct figure_range){
      value + (double)last * step / 2, least, greatest, least, greatest, false};
}

/* Sets a parameter of the cell; the texts are not copied. */
static inline void made_param(struct result_cell *cell, const char *name, const char *text) {
  cell->params.items[cell->params.count++] =
      (struct result_pair){.name = (char *)name, .text = (char *)text};
}

/* Sets the cell's value on an axis of the experiment; the texts are not copied. */
static inline void made_vary(struct made *made, struct result_cell *cell, const char *name,
                             const char *text) {
  struct result_texts *varied = &made->results.varied;
  size_t i = 0;
  cell->varied.items[cell->varied.count++] =
      (struct result_pair){.name = (char *)name, .text = (char *)text};
  while (i < varied->count && strcmp(varied->items[i], name) != 0)
    i++;
  if (i == varied->count)
    varied->items[varied->count++] = (char *)name;
}

#endif
