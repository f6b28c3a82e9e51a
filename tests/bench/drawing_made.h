/* A drawing whose scripts and index are written to memory, and its tables to made_folder. */
#ifndef TESTS_BENCH_DRAWING_MADE_H
#define TESTS_BENCH_DRAWING_MADE_H

#include "tests/bench/folder_made.h"

#include "bench/chart/chart_sheet.h"

struct made_drawing {
  struct drawing drawing;
  char *scripts[CHART_FORMATS], *index; /* available once the drawing is closed */
  size_t script_bytes[CHART_FORMATS], index_bytes;
};

static inline void made_drawing_open(struct made_drawing *made, const struct results *results) {
  *made = (struct made_drawing){.drawing = {.results = results, .folder = made_folder}};
  for (int i = 0; i < CHART_FORMATS; i++) {
    made->drawing.scripts[i] = open_memstream(&made->scripts[i], &made->script_bytes[i]);
    assert_non_null(made->drawing.scripts[i]);
  }
  made->drawing.index = open_memstream(&made->index, &made->index_bytes);
  assert_non_null(made->drawing.index);
}

static inline void made_drawing_close(struct made_drawing *made) {
  for (int i = 0; i < CHART_FORMATS; i++)
    fclose(made->drawing.scripts[i]);
  fclose(made->drawing.index);
}

static inline void made_drawing_release(struct made_drawing *made) {
  for (int i = 0; i < CHART_FORMATS; i++)
    free(made->scripts[i]);
  free(made->index);
}

#endif
