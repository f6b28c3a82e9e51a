/* Hands changes over to who judges limits. */
#include "bench/compare/base_changes.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/base/figure_basis.h"

/* The least repeats of two runs whose ratio has an interval: of 4 and 4 the least p is 2 / 70. */
enum { REPEATS_MIN = 4 };

static const struct cell_pair *pair_of(const struct cell_matches *matches,
                                       const struct result_cell *cell) {
  for (size_t i = 0; i < matches->count; i++)
    if (strcmp(matches->pairs[i].b->name, cell->name) == 0)
      return &matches->pairs[i];
  return NULL;
}

static size_t repeats_with(const struct result_cell *cell, enum figure figure) {
  size_t count = 0;
  for (size_t i = 0; i < cell->repeat_count; i++)
    count += cell->repeats[i].measured && !isnan(cell->repeats[i].values[figure]);
  return count;
}

static struct figure_range moved(struct figure_range range, double by) {
  return (struct figure_range){.median = range.median + by,
                               .least = range.least + by,
                               .greatest = range.greatest + by,
                               .low = range.low + by,
                               .high = range.high + by,
                               .confident = range.confident};
}

/* Without an interval the ratio has the range of those of single repeats. */
static struct rank_ratio ratio_read(const struct change *change) {
  const struct figure_range *a = &change->pair->a->figures[change->figure->id];
  const struct figure_range *b = &change->pair->b->figures[change->figure->id];
  if (change->interval != INTERVAL_NONE)
    return (struct rank_ratio){change->ratio, change->low, change->high, true};
  if (!(a->least > 0) || !(b->least > 0))
    return (struct rank_ratio){change->ratio, NAN, NAN, false};
  return (struct rank_ratio){change->ratio, b->least / a->greatest, b->greatest / a->least, false};
}

static struct figure_change change_read(const struct change *change, enum figure figure) {
  const struct cell_pair *pair = change->pair;
  size_t a = repeats_with(pair->a, figure), b = repeats_with(pair->b, figure);
  struct figure_change read = {
      .ratio = ratio_read(change),
      .base = pair->a->figures[figure],
      /* without the clock's bytes (change_clock_bytes), as change->b */
      .run = moved(pair->b->figures[figure], change->b - result_median(pair->b, figure)),
      .pairs = a < b ? a : b,
      .pairs_min = REPEATS_MIN,
      .of = "repeats",
  };
  if (change->basis == CHANGE_SHOWN && !isnan(change->a) && !isnan(change->b))
    snprintf(read.doubt.text, sizeof read.doubt.text, "%s%.120s",
             change->figure->basis == BASIS_TESTED
                 ? "the machine may have moved between the runs, and "
                 : "",
             change->reason);
  return read;
}

static struct figure_change change_between(const struct run_comparison *comparison,
                                           const struct cell_pair *pair, enum figure figure) {
  const struct compared_figure compared = {.id = figure,
                                           .what = figure_table[figure].path,
                                           .basis = figure_basis_of(figure),
                                           .use = USE_ASKED};
  const struct change_judge judge = {.baseline = &comparison->baseline,
                                     .without = comparison->without.text,
                                     .named = true,
                                     .schedules_apart =
                                         schedules_differ(&comparison->a, &comparison->b)};
  const char *unranked = result_unranked(pair->a);
  struct change change;
  struct words doubt;
  if (pair->a->measured > 0 && pair->a->grade < VERDICT_INVALID) {
    if (change_make(&change, &compared, pair, &judge))
      return change_read(&change, figure);
    return figure_change_unknown("no memory for the figures");
  }
  snprintf(doubt.text, sizeof doubt.text, "the base's cell is not valid: %.140s",
           unranked ? unranked : "");
  return figure_change_unknown(doubt.text);
}

static struct figure_change change_of(const void *context, const struct result_cell *cell,
                                      enum figure figure) {
  const struct run_comparison *comparison = context;
  if (comparison->one_run)
    return figure_change_unknown("the base is this run");
  const struct cell_pair *pair = pair_of(&comparison->matches, cell);
  return pair ? change_between(comparison, pair, figure)
              : figure_change_unknown("the base has no such cell");
}

struct change_source base_changes(const struct run_comparison *comparison) {
  return (struct change_source){.change_of = change_of, .context = comparison};
}
