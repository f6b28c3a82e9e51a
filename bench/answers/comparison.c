/* Computes the test and the ratio of a comparison. */
#include "bench/answers/comparison.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/servers.h"
#include "common/base/traits.h"

const char *comparison_axis_text(const struct result_cell *cell, const char *axis) {
  if (strcmp(axis, "transport") == 0)
    return transport_name(cell->transport);
  if (strcmp(axis, "engine") == 0)
    return server_name(cell->engine);
  return result_varied(cell, axis);
}

const struct result_cell *comparison_cell(const struct comparison *comparison, size_t stratum,
                                          size_t level) {
  return comparison->cells[stratum * comparison->level_count + level];
}

double comparison_stratum_ratio(const struct comparison *comparison, size_t stratum) {
  const struct result_cell *first = comparison_cell(comparison, stratum, 0);
  const struct result_cell *last =
      comparison_cell(comparison, stratum, comparison->level_count - 1);
  double before = result_median(first, comparison->figure->id);
  return before != 0 ? result_median(last, comparison->figure->id) / before : NAN;
}

/* ---- counted figures ---- */

enum finding comparison_stratum_finding(const struct comparison *comparison, size_t stratum) {
  const struct compared_figure *figure = comparison->figure;
  const struct result_cell *first = comparison_cell(comparison, stratum, 0);
  const struct result_cell *last =
      comparison_cell(comparison, stratum, comparison->level_count - 1);
  const struct figure_range *before = &first->figures[figure->id];
  const struct figure_range *after = &last->figures[figure->id];
  if (strcmp(figure->words(before->median).text, figure->words(after->median).text) == 0)
    return FINDING_LEVEL;
  return after->greatest < before->least   ? FINDING_LESS
         : after->least > before->greatest ? FINDING_GREATER
                                           : FINDING_LEVEL;
}

/* A difference must be in all strata: every repeat of the last level lies beyond every repeat of
 * the first, on the same side, and the medians differ as they are printed. */
static enum finding finding_counted(const struct comparison *comparison) {
  enum finding finding = comparison_stratum_finding(comparison, 0);
  for (size_t i = 1; i < comparison->strata; i++)
    if (comparison_stratum_finding(comparison, i) != finding)
      return FINDING_LEVEL;
  return finding;
}

/* ---- tested figures ---- */

/* The values of a stratum, level after level. */
struct row {
  double *values;
  size_t *starts; /* the index of each level's first value, and the end */
};

static void row_release(struct row *row) {
  free(row->values);
  free(row->starts);
}

static bool row_read(struct row *row, const struct comparison *comparison, size_t stratum) {
  size_t room = 1, levels = comparison->level_count;
  for (size_t i = 0; i < levels; i++)
    room += comparison_cell(comparison, stratum, i)->repeat_count;
  row->values = calloc(room, sizeof *row->values);
  row->starts = calloc(levels + 1, sizeof *row->starts);
  for (size_t i = 0; row->values && row->starts && i < levels; i++)
    row->starts[i + 1] =
        row->starts[i] + result_values(comparison_cell(comparison, stratum, i),
                                       comparison->figure->id, row->values + row->starts[i]);
  return row->values && row->starts;
}

/* A trend is tested by comparing each level with all levels before it. */
static void splits_make(struct rank_split *splits, const struct row *row, size_t levels) {
  for (size_t i = 1; i < levels; i++)
    splits[i - 1] = (struct rank_split){.first = row->values,
                                        .first_count = row->starts[i],
                                        .second = row->values + row->starts[i],
                                        .second_count = row->starts[i + 1] - row->starts[i]};
}

static struct rank_split ends_of(const struct row *row, size_t levels) {
  return (struct rank_split){.first = row->values,
                             .first_count = row->starts[1],
                             .second = row->values + row->starts[levels - 1],
                             .second_count = row->starts[levels] - row->starts[levels - 1]};
}

static void repeats_count(struct comparison *comparison, const struct row *row) {
  for (size_t i = 0; i < comparison->level_count; i++) {
    size_t repeats = row->starts[i + 1] - row->starts[i];
    if (repeats < comparison->repeats_least)
      comparison->repeats_least = repeats;
    if (repeats > comparison->repeats_most)
      comparison->repeats_most = repeats;
  }
}

static void splits_test(struct comparison *comparison, const struct rank_split *splits,
                        const struct rank_split *ends) {
  size_t split_count = comparison->strata * (comparison->level_count - 1);
  comparison->ratio = rank_ratio(ends, comparison->strata);
  if (comparison->figure->basis == BASIS_COUNTED) {
    comparison->finding = finding_counted(comparison);
    return;
  }
  double p = rank_p(splits, split_count);
  comparison->p_least = rank_p_least(splits, split_count);
  comparison->p = p < 0 ? 1 : p;
  comparison->lean = rank_lean(splits, split_count);
}

bool comparison_test(struct comparison *comparison) {
  size_t strata = comparison->strata, levels = comparison->level_count, read = 0;
  struct row *rows = calloc(strata, sizeof *rows);
  struct rank_split *splits = calloc(strata * (levels - 1), sizeof *splits);
  struct rank_split *ends = calloc(strata, sizeof *ends);
  bool good = rows && splits && ends;
  comparison->p = comparison->p_least = comparison->corrected = NAN;
  comparison->finding = FINDING_UNTESTABLE;
  comparison->repeats_least = SIZE_MAX;
  comparison->repeats_most = 0;
  for (; good && read < strata; read++) {
    good = row_read(&rows[read], comparison, read);
    if (!good)
      continue;
    repeats_count(comparison, &rows[read]);
    splits_make(&splits[read * (levels - 1)], &rows[read], levels);
    ends[read] = ends_of(&rows[read], levels);
  }
  if (good)
    splits_test(comparison, splits, ends);
  while (rows && read > 0)
    row_release(&rows[--read]);
  free(rows);
  free(splits);
  free(ends);
  return good;
}

void comparison_judge(struct comparison *comparison) {
  if (comparison->figure->basis == BASIS_COUNTED || isnan(comparison->corrected))
    return;
  comparison->finding = comparison->corrected >= COMPARISON_LEVEL ? FINDING_LEVEL
                        : comparison->lean > 0                    ? FINDING_GREATER
                                                                  : FINDING_LESS;
}
