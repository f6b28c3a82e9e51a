/* Prints a line for each cell and kind of reason, or one for all cells with that kind. */
#include "bench/report/reason_lines.h"

#include <stdbool.h>
#include <stdlib.h>

#include "bench/base/terminal.h"
#include "bench/results/results_reasons.h"

enum { FOLD_CELLS_MIN = 3 };

/* Reasons that are alike, in several cells. */
struct fold {
  const struct result_reason *worst;
  const struct result_cell *worst_cell;
  size_t cells, repeats; /* that have the reason */
  bool folded;           /* printed as one line */
};

void reason_line(const struct result_cell *cell, const struct result_reason *reason, char *out,
                 size_t capacity) {
  if (cell->repeat_count > 1)
    snprintf(out, capacity, "in %zu of %zu repeats: %s", reason->repeats, cell->repeat_count,
             reason->text);
  else
    snprintf(out, capacity, "%s", reason->text);
}

/* How many reasons are printed; none for a valid cell. */
static size_t reasons_of(const struct result_cell *cell) {
  return cell->grade == VERDICT_VALID ? 0 : cell->reasons.count;
}

static void fold_add(struct fold *fold, const struct result_cell *cell,
                     const struct result_reason *reason) {
  if (!fold->worst || reason->severity > fold->worst->severity ||
      (reason->severity == fold->worst->severity && reason->repeats > fold->worst->repeats)) {
    fold->worst = reason;
    fold->worst_cell = cell;
  }
  fold->cells++;
  fold->repeats += reason->repeats;
}

/* Adds the cell's reasons that make it invalid, or the others; returns the number of folds. */
static size_t folds_add(struct fold *folds, size_t count, const struct result_cell *cell,
                        bool invalid) {
  for (size_t i = 0; i < reasons_of(cell); i++) {
    const struct result_reason *reason = &cell->reasons.items[i];
    size_t at = 0;
    if (reason->invalid != invalid)
      continue;
    while (at < count && !result_reasons_alike(folds[at].worst, reason))
      at++;
    fold_add(&folds[at], cell, reason);
    count += at == count;
  }
  return count;
}

static size_t folds_lines(const struct fold *folds, size_t count) {
  size_t lines = 0;
  for (size_t i = 0; i < count; i++)
    lines += folds[i].folded ? 1 : folds[i].cells;
  return lines;
}

/* The fold with the most cells that is not folded yet; NULL where none has two. */
static struct fold *fold_widest(struct fold *folds, size_t count) {
  struct fold *widest = NULL;
  for (size_t i = 0; i < count; i++)
    if (!folds[i].folded && folds[i].cells > (widest ? widest->cells : 1))
      widest = &folds[i];
  return widest;
}

/* Chooses the folds to be folded. Returns whether the report has more than the lines will. */
static bool folds_choose(struct fold *folds, size_t count, size_t cells) {
  bool any = false;
  for (size_t i = 0; i < count; i++) {
    folds[i].folded = folds[i].cells >= FOLD_CELLS_MIN && 2 * folds[i].cells > cells;
    any = any || folds[i].folded;
  }
  while (folds_lines(folds, count) + any > REASON_LINES_MAX) {
    struct fold *widest = fold_widest(folds, count);
    any = true;
    if (!widest)
      break;
    widest->folded = true;
  }
  return any;
}

static void fold_print(FILE *out, const struct results *results, const struct fold *fold,
                       size_t width) {
  char line[REASON_LINE_BYTES], repeats[64] = "";
  size_t all = 0;
  for (size_t i = 0; i < results->cell_count; i++)
    all += results->cells[i].repeat_count;
  if (all > results->cell_count)
    snprintf(repeats, sizeof repeats, ", %zu of %zu repeats", fold->repeats, all);
  snprintf(line, sizeof line, "in %zu of %zu cells%s, the worst in %s: %s", fold->cells,
           results->cell_count, repeats, fold->worst_cell->name, fold->worst->text);
  text_wrap(out, "", line, width);
}

/* Prints a line for each cell with the reason, up to `room`; returns how many. */
static size_t cells_print(FILE *out, const struct results *results, const struct fold *fold,
                          size_t room, size_t width) {
  char line[REASON_LINE_BYTES], reason[REASON_LINE_BYTES];
  size_t printed = 0;
  for (size_t i = 0; i < results->cell_count; i++) {
    const struct result_cell *cell = &results->cells[i];
    for (size_t j = 0; j < reasons_of(cell) && printed < room; j++) {
      if (!result_reasons_alike(fold->worst, &cell->reasons.items[j]))
        continue;
      reason_line(cell, &cell->reasons.items[j], reason, sizeof reason);
      snprintf(line, sizeof line, "%.200s: %.1800s", cell->name, reason);
      text_wrap(out, "", line, width);
      printed++;
    }
  }
  return printed;
}

static void folds_print(FILE *out, const struct results *results, struct fold *folds, size_t count,
                        size_t width) {
  bool more = folds_choose(folds, count, results->cell_count);
  size_t room = more ? REASON_LINES_MAX - 1 : REASON_LINES_MAX;
  size_t left = folds_lines(folds, count);
  for (size_t i = 0; i < count && room > 0; i++) {
    size_t printed = folds[i].folded ? 1 : cells_print(out, results, &folds[i], room, width);
    if (folds[i].folded)
      fold_print(out, results, &folds[i], width);
    room -= printed;
    left -= printed;
  }
  if (left > 0)
    fprintf(out, "And %zu more: report.html has the reasons of each cell.\n", left);
  else if (more)
    fputs("report.html has the reasons of each cell.\n", out);
}

void reason_lines_print(FILE *out, const struct results *results, size_t width) {
  size_t most = 0, count = 0;
  for (size_t i = 0; i < results->cell_count; i++)
    most += reasons_of(&results->cells[i]);
  struct fold *folds = most > 0 ? calloc(most, sizeof *folds) : NULL;
  if (!folds)
    return;
  for (int suspect = 0; suspect <= 1; suspect++)
    for (size_t i = 0; i < results->cell_count; i++)
      count = folds_add(folds, count, &results->cells[i], !suspect);
  folds_print(out, results, folds, count, width);
  free(folds);
}
