/* Chooses the cells of a chart. */
#include "bench/chart/chart_select.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/answers/variants.h"

static bool has_figure(const struct result_cell *cell, enum figure figure) {
  return cell->measured > 0 && cell->engine >= 0 && cell->transport >= 0 &&
         !isnan(result_median(cell, figure));
}

static bool same_kind(const struct result_cell *a, const struct result_cell *b) {
  return a->engine == b->engine && a->transport == b->transport;
}

/* Cells of one engine and transport keep the experiment's order, which is that of their addresses.
 */
static int cell_compare(const void *left, const void *right) {
  const struct result_cell *a = *(const struct result_cell *const *)left;
  const struct result_cell *b = *(const struct result_cell *const *)right;
  if (a->engine != b->engine)
    return a->engine - b->engine;
  if (a->transport != b->transport)
    return a->transport - b->transport;
  return (a > b) - (a < b);
}

/* Whether two cells agree in every varied parameter but these; `second` may be NULL. */
static bool agree_but_for(const struct results *results, const struct result_cell *a,
                          const struct result_cell *b, const char *first, const char *second) {
  for (size_t i = 0; i < results->varied.count; i++) {
    const char *other = results->varied.items[i];
    const char *left = result_param(a, other), *right = result_param(b, other);
    if (strcmp(other, first) == 0 || (second && strcmp(other, second) == 0))
      continue;
    if (result_param_applies(a, other) && left && right && strcmp(left, right) != 0)
      return false;
  }
  return true;
}

static const struct result_cell *first_of_kind(const struct results *results,
                                               const struct result_cell *cell, enum figure figure) {
  for (size_t i = 0; i < results->cell_count; i++)
    if (same_kind(&results->cells[i], cell) && has_figure(&results->cells[i], figure))
      return &results->cells[i];
  return NULL;
}

/* Whether the cell differs from the first of its kind at most in the variant. */
static bool is_variant_of_first(const struct results *results, const struct result_cell *cell,
                                enum figure figure) {
  return agree_but_for(results, first_of_kind(results, cell, figure), cell, "variant", NULL);
}

/* How many variants of the first cell of its kind come before this cell. */
static size_t rank_in_kind(const struct results *results, const struct result_cell *cell,
                           enum figure figure) {
  size_t rank = 0;
  for (const struct result_cell *other = results->cells; other < cell; other++)
    rank += same_kind(other, cell) && has_figure(other, figure) &&
            is_variant_of_first(results, other, figure);
  return rank;
}

/* How many cells of each kind there is room for in an experiment with variants; 1 in others. */
static size_t most_of_kind(const struct results *results, enum figure figure, size_t limit) {
  size_t kinds = 0;
  for (size_t i = 0; i < results->cell_count; i++) {
    const struct result_cell *cell = &results->cells[i];
    kinds += has_figure(cell, figure) && rank_in_kind(results, cell, figure) == 0;
  }
  return results->variants.count > 0 && kinds > 0 && limit > kinds ? limit / kinds : 1;
}

static bool selection_open(struct selection *selection, const struct results *results) {
  *selection = (struct selection){0};
  selection->cells = calloc(results->cell_count + 1, sizeof(struct result_cell *));
  return selection->cells != NULL;
}

static void selection_sort(struct selection *selection) {
  qsort(selection->cells, selection->count, sizeof(struct result_cell *), cell_compare);
}

bool selection_make(struct selection *selection, const struct results *results, enum figure figure,
                    size_t limit) {
  size_t having = 0;
  if (!selection_open(selection, results))
    return false;
  for (size_t i = 0; i < results->cell_count; i++)
    having += has_figure(&results->cells[i], figure);
  selection->of_kind = most_of_kind(results, figure, limit);
  for (size_t i = 0; i < results->cell_count; i++) {
    const struct result_cell *cell = &results->cells[i];
    if (has_figure(cell, figure) &&
        (having <= limit || (is_variant_of_first(results, cell, figure) &&
                             rank_in_kind(results, cell, figure) < selection->of_kind)))
      selection->cells[selection->count++] = cell;
  }
  selection->reduced = selection->count < having;
  selection_sort(selection);
  return true;
}

/* A variant's cell with nothing beside it, as one of another engine. */
static bool stands_alone(const struct results *results, const struct result_cell *cell) {
  return result_varied(cell, "variant") && !variant_is_compared(results, cell);
}

bool selection_make_sweep(struct selection *selection, const struct results *results,
                          enum figure figure, const char *name) {
  if (!selection_open(selection, results))
    return false;
  for (size_t i = 0; i < results->cell_count; i++) {
    const struct result_cell *cell = &results->cells[i];
    const struct result_cell *first;
    if (!has_figure(cell, figure))
      continue;
    if (strcmp(name, "variant") == 0 && stands_alone(results, cell)) {
      selection->alone++;
      continue;
    }
    first = first_of_kind(results, cell, figure);
    if (result_param_applies(cell, name) ? agree_but_for(results, first, cell, name, NULL)
                                         : first == cell)
      selection->cells[selection->count++] = cell;
    else
      selection->reduced = true;
  }
  selection_sort(selection);
  return true;
}

bool selection_make_grid(struct selection *selection, const struct results *results,
                         enum figure figure, const char *x, const char *y) {
  if (!selection_open(selection, results))
    return false;
  for (size_t i = 0; i < results->cell_count; i++) {
    const struct result_cell *cell = &results->cells[i];
    if (!has_figure(cell, figure))
      continue;
    if (agree_but_for(results, first_of_kind(results, cell, figure), cell, x, y))
      selection->cells[selection->count++] = cell;
    else
      selection->reduced = true;
  }
  selection_sort(selection);
  return true;
}

void selection_keep(struct selection *selection, bool (*has)(const struct result_cell *)) {
  size_t kept = 0;
  for (size_t i = 0; i < selection->count; i++)
    if (has(selection->cells[i]))
      selection->cells[kept++] = selection->cells[i];
  selection->count = kept;
}

void selection_release(struct selection *selection) {
  free(selection->cells);
  *selection = (struct selection){0};
}
