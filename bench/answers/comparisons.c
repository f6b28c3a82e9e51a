/* Finds the cells for each comparison, and corrects all tests together. */
#include "bench/answers/comparisons.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/answers/variants.h"
#include "bench/plan/cell.h"
#include "bench/results/table_file.h"
#include "common/base/traits.h"

enum { REPEATS_TRIED_MAX = 20 };

/* The comparisons that are being made. */
struct builder {
  const struct results *results;
  struct comparisons *out;
  bool failed; /* no memory */
};

/* A comparison to be made, for each figure that has cells for it. */
struct wish {
  const char *axis;
  const char *const *levels;
  size_t level_count;
  int transport;            /* of all cells; -1 where they differ in it */
  const char *at_name, *at; /* cells to which the parameter applies must have this value */
};

static bool texts_equal(const char *left, const char *right) {
  return left == right || (left && right && strcmp(left, right) == 0);
}

static bool texts_have(const char *const *texts, size_t count, const char *text) {
  for (size_t i = 0; i < count; i++)
    if (texts_equal(texts[i], text))
      return true;
  return false;
}

/* ---- cells of a wish ---- */

/* Whether two cells are alike in everything but the wish's axis. */
static bool same_stratum(const struct builder *builder, const struct wish *wish,
                         const struct result_cell *left, const struct result_cell *right) {
  const struct result_texts *varied = &builder->results->varied;
  if (left->engine != right->engine && strcmp(wish->axis, "engine") != 0)
    return false;
  if (left->transport != right->transport && strcmp(wish->axis, "transport") != 0)
    return false;
  for (size_t i = 0; i < varied->count; i++) {
    const char *name = varied->items[i];
    if (!texts_equal(name, wish->axis) && !texts_equal(name, wish->at_name) &&
        !texts_equal(result_varied(left, name), result_varied(right, name)))
      return false;
  }
  return true;
}

static bool is_wished(const struct wish *wish, const struct compared_figure *figure,
                      const struct result_cell *cell) {
  if (result_unranked(cell) || isnan(result_median(cell, figure->id)))
    return false;
  if (wish->transport >= 0 && cell->transport != wish->transport)
    return false;
  if (figure->use == USE_IDLE && !(result_median(cell, FIGURE_PUBLISHED) == 0))
    return false;
  return !wish->at_name || !result_varied(cell, wish->at_name) ||
         texts_equal(result_varied(cell, wish->at_name), wish->at);
}

static size_t level_of(const struct wish *wish, const struct result_cell *cell) {
  const char *text = comparison_axis_text(cell, wish->axis);
  size_t level = 0;
  while (text && level < wish->level_count && !texts_equal(wish->levels[level], text))
    level++;
  return text ? level : wish->level_count;
}

static const struct result_cell *row_any(const struct result_cell *const *row, size_t levels) {
  for (size_t i = 0; i < levels; i++)
    if (row[i])
      return row[i];
  return NULL;
}

/* Puts the cells into rows: one for each stratum, with a place for each level, NULL without a cell.
 */
static void rows_fill(struct comparison *comparison, const struct builder *builder,
                      const struct wish *wish) {
  for (size_t i = 0; i < builder->results->cell_count; i++) {
    const struct result_cell *cell = &builder->results->cells[i];
    size_t level = level_of(wish, cell), row = 0;
    if (level == wish->level_count || !is_wished(wish, comparison->figure, cell))
      continue;
    while (row < comparison->strata &&
           !same_stratum(builder, wish, cell,
                         row_any(&comparison->cells[row * wish->level_count], wish->level_count)))
      row++;
    comparison->strata += row == comparison->strata;
    comparison->cells[row * wish->level_count + level] = cell;
  }
}

static size_t row_cells(const struct result_cell *const *row, size_t levels) {
  size_t cells = 0;
  for (size_t i = 0; i < levels; i++)
    cells += row[i] != NULL;
  return cells;
}

/* Whether every stratum that has two cells or more has the level. */
static bool level_is_everywhere(const struct comparison *comparison, const struct wish *wish,
                                size_t level) {
  for (size_t i = 0; i < comparison->strata; i++) {
    const struct result_cell *const *row = &comparison->cells[i * wish->level_count];
    if (!row[level] && row_cells(row, wish->level_count) >= 2)
      return false;
  }
  return true;
}

/* Keeps the strata that have two cells or more, and the levels that all of these have. */
static void rows_trim(struct comparison *comparison, const struct wish *wish) {
  size_t kept = 0;
  for (size_t level = 0; level < wish->level_count; level++)
    if (level_is_everywhere(comparison, wish, level))
      comparison->levels[comparison->level_count++] = wish->levels[level];
  size_t levels = comparison->level_count;
  for (size_t i = 0; levels >= 2 && i < comparison->strata; i++) {
    const struct result_cell **row = &comparison->cells[i * wish->level_count];
    if (row_cells(row, wish->level_count) < 2)
      continue;
    for (size_t level = 0, place = 0; level < wish->level_count; level++)
      if (place < levels && texts_equal(comparison->levels[place], wish->levels[level]))
        comparison->cells[kept * levels + place++] = row[level];
    kept++;
  }
  comparison->strata = kept;
}

static void comparison_release(struct comparison *comparison) {
  free(comparison->levels);
  free(comparison->cells);
}

static void comparison_keep(struct builder *builder, struct comparison *comparison) {
  struct comparisons *out = builder->out;
  struct comparison *grown = realloc(out->items, (out->count + 1) * sizeof *grown);
  if (grown)
    out->items = grown;
  if (grown && comparison_test(comparison)) {
    grown[out->count++] = *comparison;
    return;
  }
  comparison_release(comparison);
  builder->failed = true;
}

static void figure_compare(struct builder *builder, const struct wish *wish,
                           const struct compared_figure *figure) {
  struct comparison comparison = {.figure = figure,
                                  .axis = wish->axis,
                                  .transport = wish->transport,
                                  .at_name = wish->at_name,
                                  .at = wish->at};
  size_t cells = builder->results->cell_count;
  comparison.levels = calloc(wish->level_count, sizeof *comparison.levels);
  comparison.cells = calloc(cells * wish->level_count, sizeof(const struct result_cell *));
  if (!comparison.levels || !comparison.cells) {
    comparison_release(&comparison);
    builder->failed = true;
    return;
  }
  rows_fill(&comparison, builder, wish);
  rows_trim(&comparison, wish);
  if (comparison.strata > 0)
    comparison_keep(builder, &comparison);
  else
    comparison_release(&comparison);
}

static bool is_asked(const struct results *results, const struct compared_figure *figure) {
  const struct result_texts *asked = &results->asked_figures;
  if (asked->count > 0)
    return texts_have((const char *const *)asked->items, asked->count,
                      figure_table[figure->id].path);
  return figure->use != USE_ASKED;
}

static void compare(struct builder *builder, const struct wish *wish) {
  for (const struct compared_figure *figure = compared_figures; figure->what; figure++)
    if (is_asked(builder->results, figure))
      figure_compare(builder, wish, figure);
}

/* ---- axes ---- */

/* The values of an axis: numbers in ascending order, others in the order of the cells. */
struct values {
  const char **items;
  size_t count;
  bool numbers;
};

static int number_compare(const void *left, const void *right) {
  double a = strtod(*(const char *const *)left, NULL),
         b = strtod(*(const char *const *)right, NULL);
  return (a > b) - (a < b);
}

static bool is_number(const char *text) {
  char *end;
  strtod(text, &end);
  return end != text && *end == '\0';
}

/* Takes the cells of one transport, or of all (-1). False without memory. */
static bool values_find(struct values *values, const struct results *results, const char *axis,
                        int transport) {
  *values = (struct values){.items = calloc(results->cell_count + 1, sizeof *values->items),
                            .numbers = true};
  for (size_t i = 0; values->items && i < results->cell_count; i++) {
    const struct result_cell *cell = &results->cells[i];
    const char *text = comparison_axis_text(cell, axis);
    if (!text || (transport >= 0 && cell->transport != transport) ||
        texts_have(values->items, values->count, text))
      continue;
    values->numbers = values->numbers && is_number(text);
    values->items[values->count++] = text;
  }
  if (values->items && values->numbers)
    qsort(values->items, values->count, sizeof *values->items, number_compare);
  return values->items != NULL;
}

/* Compares every pair of transports, or of engines. */
static void pairs_compare(struct builder *builder, const char *axis) {
  struct values values;
  builder->failed = !values_find(&values, builder->results, axis, -1) || builder->failed;
  for (size_t i = 0; i < values.count; i++)
    for (size_t j = i + 1; j < values.count; j++) {
      const char *const levels[] = {values.items[i], values.items[j]};
      compare(builder, &(struct wish){axis, levels, 2, -1, NULL, NULL});
    }
  free(values.items);
}

static void variants_compare(struct builder *builder) {
  const struct results *results = builder->results;
  for (size_t i = 0; i < results->variants.count; i++) {
    const char *variant = results->variants.items[i].name;
    const char *levels[] = {variants_base_name(results, variant), variant};
    for (int transport = 0; transport < TRANSPORT_COUNT && levels[0]; transport++)
      if (!texts_equal(levels[0], variant))
        compare(builder, &(struct wish){"variant", levels, 2, transport, NULL, NULL});
  }
}

/* Compares the transport at one value of the parameter with each transport that ignores it. */
static void others_compare(struct builder *builder, const char *axis, int transport,
                           const char *value) {
  for (int other = 0; other < TRANSPORT_COUNT; other++) {
    struct values values;
    const char *const levels[] = {transport_name(other), transport_name(transport)};
    builder->failed = !values_find(&values, builder->results, axis, other) || builder->failed;
    if (values.count == 0)
      compare(builder, &(struct wish){"transport", levels, 2, -1, axis, value});
    free(values.items);
  }
}

static void parameter_compare(struct builder *builder, const char *axis, int transport) {
  struct values values;
  if (!values_find(&values, builder->results, axis, transport)) {
    builder->failed = true;
    return;
  }
  if (values.numbers && values.count > 1)
    compare(builder, &(struct wish){axis, values.items, values.count, transport, NULL, NULL});
  for (size_t i = 1; !values.numbers && i < values.count; i++) {
    const char *const levels[] = {values.items[0], values.items[i]};
    compare(builder, &(struct wish){axis, levels, 2, transport, NULL, NULL});
  }
  for (size_t i = 0; i < values.count; i++)
    others_compare(builder, axis, transport, values.items[i]);
  free(values.items);
}

static void axis_compare(struct builder *builder, const char *axis) {
  if (strcmp(axis, "transport") == 0 || strcmp(axis, "engine") == 0)
    pairs_compare(builder, axis);
  else if (strcmp(axis, "variant") == 0)
    variants_compare(builder);
  else
    for (int transport = 0; transport < TRANSPORT_COUNT; transport++)
      parameter_compare(builder, axis, transport);
}

static bool any_faults(const struct results *results) {
  for (size_t i = 0; i < results->cell_count; i++)
    if (results->cells[i].fault_count > 0)
      return true;
  return false;
}

static void axes_compare(struct builder *builder) {
  const struct results *results = builder->results;
  const struct result_texts *axes =
      results->asked_axes.count > 0 ? &results->asked_axes : &results->varied;
  if (results->asked_axes.count == 0 && any_faults(results))
    return;
  size_t compared = 0;
  for (size_t i = 0; i < axes->count; i++) {
    const char *axis = axes->items[i];
    if (strcmp(axis, BUILD_AXIS) == 0) /* bench/versus/versus.h compares builds */
      continue;
    axis_compare(builder, strcmp(axis, "server") == 0 ? "engine" : axis);
    compared++;
  }
  if (compared == 0) {
    axis_compare(builder, "transport");
    axis_compare(builder, "engine");
  }
}

/* ---- all tests together ---- */

static bool is_testable(const struct comparison *comparison) {
  return comparison->p_least < COMPARISON_LEVEL;
}

static bool all_correct(struct comparisons *comparisons) {
  double *p = calloc(comparisons->count + 1, sizeof *p);
  size_t at = 0;
  if (!p)
    return false;
  for (size_t i = 0; i < comparisons->count; i++)
    if (is_testable(&comparisons->items[i]))
      p[comparisons->tested++] = comparisons->items[i].p;
  holm_adjust(p, comparisons->tested);
  for (size_t i = 0; i < comparisons->count; i++) {
    if (is_testable(&comparisons->items[i]))
      comparisons->items[i].corrected = p[at++];
    comparison_judge(&comparisons->items[i]);
  }
  free(p);
  return true;
}

enum status comparisons_make(struct comparisons *comparisons, const struct results *results,
                             struct error *error) {
  struct builder builder = {.results = results, .out = comparisons};
  *comparisons = (struct comparisons){0};
  axes_compare(&builder);
  if (!builder.failed && all_correct(comparisons))
    return STATUS_OK;
  comparisons_release(comparisons);
  return error_set(error, STATUS_ENVIRONMENT, "no memory for the comparisons");
}

void comparisons_release(struct comparisons *comparisons) {
  for (size_t i = 0; i < comparisons->count; i++)
    comparison_release(&comparisons->items[i]);
  free(comparisons->items);
  *comparisons = (struct comparisons){0};
}

/* The least p that the comparison could have with `repeats` of each cell. */
static double p_least_with(const struct comparison *comparison, size_t repeats) {
  double p = 2;
  for (size_t i = 0; i < comparison->strata; i++)
    for (size_t level = 1; level < comparison->level_count; level++) {
      const struct rank_split split = {NULL, NULL, level * repeats, repeats};
      p *= rank_p_least(&split, 1) / 2;
    }
  return p;
}

size_t comparisons_repeats_needed(const struct comparisons *comparisons) {
  double tests = 0;
  for (size_t i = 0; i < comparisons->count; i++)
    tests += comparisons->items[i].figure->basis == BASIS_TESTED;
  for (size_t repeats = 1; tests > 0 && repeats <= REPEATS_TRIED_MAX; repeats++) {
    bool enough = true;
    for (size_t i = 0; i < comparisons->count; i++)
      if (comparisons->items[i].figure->basis == BASIS_TESTED)
        enough = enough && p_least_with(&comparisons->items[i], repeats) * tests < COMPARISON_LEVEL;
    if (enough)
      return repeats;
  }
  return 0;
}

/* ---- the file ---- */

static void row_write(FILE *out, const struct comparison *comparison) {
  static const char *const findings[] = {"untestable", "level", "less", "greater"};
  const struct result_cell *first = comparison_cell(comparison, 0, 0);
  const struct result_cell *last = comparison_cell(comparison, 0, comparison->level_count - 1);
  enum figure figure = comparison->figure->id;
  fprintf(out, "%s\t%s\t%s\t%s\t%s\t%s%s%s\t%zu\t%zu", figure_table[figure].path, comparison->axis,
          comparison->levels[0], comparison->levels[comparison->level_count - 1],
          comparison->transport >= 0 ? transport_name(comparison->transport) : "",
          comparison->at ? comparison->at_name : "", comparison->at ? "=" : "",
          comparison->at ? comparison->at : "", comparison->strata, comparison->repeats_least);
  table_number_write(out, result_median(first, figure));
  table_number_write(out, result_median(last, figure));
  table_number_write(out, comparison->ratio.ratio);
  table_number_write(out, comparison->ratio.low);
  table_number_write(out, comparison->ratio.high);
  fprintf(out, "\t%s", comparison->ratio.interval ? "95 %" : "range");
  table_number_write(out, comparison->p);
  table_number_write(out, comparison->corrected);
  fprintf(out, "\t%s\t%s\n", comparison->figure->basis == BASIS_COUNTED ? "counted" : "tested",
          findings[comparison->finding]);
}

void comparisons_write(FILE *out, const struct comparisons *comparisons) {
  fputs("figure\taxis\tfrom\tto\ttransport\tat\tstrata\trepeats\tfrom_median\tto_median\tratio\t"
        "low\thigh\tinterval\tp\tcorrected_p\tbasis\tfinding\n",
        out);
  for (size_t i = 0; i < comparisons->count; i++)
    row_write(out, &comparisons->items[i]);
}

static void file_write(FILE *out, const void *comparisons) {
  comparisons_write(out, comparisons);
}

enum status comparisons_file_write(const struct comparisons *comparisons, const char *run_folder,
                                   struct error *error) {
  if (comparisons->count == 0)
    return STATUS_OK;
  return table_file_write(run_folder, "comparisons.tsv", file_write, comparisons, error);
}
