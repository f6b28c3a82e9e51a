/* Prints a line for each figure and cell of a baseline. */
#include "bench/compare/baseline_table.h"

#include <math.h>

#include "bench/base/compared_figures.h"
#include "bench/compare/change_words.h"
#include "bench/results/cell_mark.h"

static const double alone_level = 0.05; /* of one figure alone */

/* Figures of idle users are those of cells in which nothing was published. */
static bool is_of(const struct compared_figure *figure, const struct result_cell *cell) {
  return figure->use != USE_IDLE || result_median(cell, FIGURE_PUBLISHED) == 0;
}

static void figure_print(FILE *out, const struct baseline *baseline,
                         const struct compared_figure *figure) {
  const struct baseline_run *first = &baseline->runs[0];
  const char *title = figure->what;
  for (size_t i = 0; i < first->index.count; i++) {
    const struct keyed_cell *entry = &first->index.items[i];
    size_t repeats;
    struct run_spread spread =
        baseline_spread(baseline, entry->key, entry->cell->name, figure->id, &repeats);
    double limit = run_spread_limit(&spread, alone_level);
    if (isnan(limit) || !is_of(figure, entry->cell))
      continue;
    if (title)
      fprintf(out, "%s\n", title);
    title = NULL;
    fprintf(out, "  %s: %s in run 1; two runs differ by more than %s in 1 of 20 cases\n",
            cell_words(&first->run.results, entry->cell).text,
            figure->words(result_median(entry->cell, figure->id)).text,
            ratio_change_words(limit).text);
  }
}

void baseline_print(FILE *out, const struct baseline *baseline) {
  if (baseline->count < RUN_SPREAD_RUNS_MIN) {
    fprintf(out, "%s has %zu %s; it takes %d to call a time\n", baseline->folder.text,
            baseline->count, word_for((double)baseline->count, "run", "runs"), RUN_SPREAD_RUNS_MIN);
    return;
  }
  for (const struct compared_figure *figure = compared_figures; figure->what; figure++)
    if (figure->basis == BASIS_TESTED && figure->use != USE_ASKED)
      figure_print(out, baseline, figure);
}
