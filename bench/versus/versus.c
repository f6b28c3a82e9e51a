/* Pairs the rounds of two builds, and tests the figures that were named. */
#include "bench/versus/versus.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/compared_figures.h"
#include "bench/base/figure_basis.h"
#include "bench/base/figure_direction.h"
#include "bench/base/figure_words.h"
#include "bench/judge/paired_test.h"
#include "bench/judge/power.h"
#include "bench/judge/support.h"
#include "bench/results/selected.h"
#include "common/stats/sorting.h"

/* The comparisons that are being made. */
struct builder {
  const struct results *results;
  struct versus *out;
  bool failed; /* no memory */
};

/* ---- one comparison ---- */

/* Sorts the values. */
static double median_of(double *values, size_t count) {
  sort_numbers(values, count);
  return (values[(count - 1) / 2] + values[count / 2]) / 2;
}

/* Why the figure of both cells cannot be compared; NULL where it can. */
static const char *hindrance_of(const struct versus_pair *pair) {
  if (!pair->other)
    return "the other build did not run this cell";
  if (result_unranked(pair->own))
    return "its cell is invalid, failed or lost messages";
  if (result_unranked(pair->other))
    return "the other build's cell is invalid, failed or lost messages";
  return NULL;
}

static const char *absence_of(enum figure figure) {
  return isnan(support_quantile(figure)) ? "it was not measured"
                                         : "a repeat has too few messages for this percentile";
}

static bool all_equal(const struct versus_rounds *rounds) {
  for (size_t i = 0; i < rounds->count; i++)
    if (rounds->own[i] != rounds->other[i])
      return false;
  return true;
}

/* Of the ratios' logarithms; NAN where a value is not above 0, or without memory. */
static double spread_of(const struct versus_rounds *rounds) {
  double *logs = calloc(rounds->count, sizeof *logs), spread = NAN;
  bool positive = logs != NULL;
  for (size_t i = 0; positive && i < rounds->count; i++) {
    positive = rounds->own[i] > 0 && rounds->other[i] > 0;
    logs[i] = positive ? log(rounds->own[i]) - log(rounds->other[i]) : 0;
  }
  if (positive)
    spread = power_spread(logs, rounds->count);
  free(logs);
  return spread;
}

/* The finding before p is corrected. */
static enum versus_finding finding_of(const struct versus_pair *pair,
                                      const struct versus_rounds *rounds) {
  if (!pair->named)
    return VERSUS_SHOWN;
  return all_equal(rounds) ? VERSUS_EQUAL : VERSUS_UNTOLD;
}

static void rounds_test(struct versus_pair *pair, const struct versus_rounds *rounds) {
  pair->ratio = paired_ratio(rounds->other, rounds->own, rounds->count);
  pair->p = pair->named ? paired_p(rounds->other, rounds->own, rounds->count) : NAN;
  pair->finding = finding_of(pair, rounds);
  pair->spread = spread_of(rounds);
  pair->median = median_of(rounds->own, rounds->count);
  pair->other_median = median_of(rounds->other, rounds->count);
}

/* False without memory. */
static bool pair_test(struct versus_pair *pair) {
  struct versus_rounds rounds;
  if (!versus_rounds_read(&rounds, pair->own, pair->other, pair->figure))
    return false;
  pair->rounds = rounds.count;
  pair->why = rounds.count == 0 ? absence_of(pair->figure) : NULL;
  if (rounds.count > 0)
    rounds_test(pair, &rounds);
  versus_rounds_release(&rounds);
  return !(pair->p < 0);
}

static void pair_add(struct builder *builder, const struct result_cell *own, enum figure figure,
                     bool named) {
  struct versus *out = builder->out;
  struct versus_pair pair = {.own = own,
                             .other = versus_twin(builder->results, own),
                             .figure = figure,
                             .named = named,
                             .median = NAN,
                             .other_median = NAN,
                             .spread = NAN,
                             .ratio = {.ratio = NAN, .low = NAN, .high = NAN},
                             .p = NAN,
                             .corrected = NAN,
                             .finding = VERSUS_UNTESTED,
                             .change_told = NAN,
                             .rounds_needed = NAN};
  struct versus_pair *grown = realloc(out->items, (out->count + 1) * sizeof *grown);
  if (grown)
    out->items = grown;
  pair.why = hindrance_of(&pair);
  if (!grown || (!pair.why && !pair_test(&pair))) {
    builder->failed = true;
    return;
  }
  if (named || pair.finding == VERSUS_SHOWN)
    grown[out->count++] = pair;
}

/* ---- which comparisons ---- */

static bool is_named(const struct versus *versus, const struct result_cell *own,
                     enum figure figure) {
  for (size_t i = 0; i < versus->named; i++)
    if (versus->items[i].own == own && versus->items[i].figure == figure)
      return true;
  return false;
}

static void figure_name(struct builder *builder, const struct result_cell *own,
                        enum figure figure) {
  if (versus_is_other(own) || is_named(builder->out, own, figure))
    return;
  pair_add(builder, own, figure, true);
  builder->out->named = builder->out->count;
}

static enum status selected_name(struct builder *builder, const char *text, struct error *error) {
  struct selector selector = {0};
  struct error reason;
  if (selector_read(&selector, text, &reason) != STATUS_OK)
    return error_set(error, STATUS_CHECK, "run.json: experiment.compare: %.300s", reason.text);
  for (size_t i = 0; i < builder->results->cell_count; i++)
    if (selector_takes(&selector, &builder->results->cells[i]))
      figure_name(builder, &builder->results->cells[i], selector.figure);
  selector_release(&selector);
  return STATUS_OK;
}

/* Whether reports compare the figure in such a cell without being asked. */
static bool is_usual(const struct compared_figure *figure, const struct result_cell *cell) {
  bool idle = result_median(cell, FIGURE_PUBLISHED) == 0;
  return !isnan(result_median(cell, figure->id)) && figure->use == (idle ? USE_IDLE : USE_DELIVERY);
}

static void usual_name(struct builder *builder) {
  for (size_t i = 0; i < builder->results->cell_count; i++)
    for (const struct compared_figure *figure = compared_figures; figure->what; figure++)
      if (is_usual(figure, &builder->results->cells[i]))
        figure_name(builder, &builder->results->cells[i], figure->id);
}

static void rest_show(struct builder *builder) {
  for (size_t i = 0; i < builder->results->cell_count; i++) {
    const struct result_cell *cell = &builder->results->cells[i];
    for (const struct compared_figure *figure = compared_figures; figure->what; figure++)
      if (!versus_is_other(cell) && !is_named(builder->out, cell, figure->id))
        pair_add(builder, cell, figure->id, false);
  }
}

/* ---- all tests together ---- */

static bool is_tested(const struct versus_pair *pair) {
  return pair->named && pair->finding != VERSUS_UNTESTED;
}

/* Counts are called where they differ as they are printed, too. */
static bool differs_in_print(const struct versus_pair *pair) {
  return figure_basis_of(pair->figure) == BASIS_TESTED ||
         strcmp(figure_words(pair->figure, pair->median).text,
                figure_words(pair->figure, pair->other_median).text) != 0;
}

static bool is_more(const struct versus_pair *pair) {
  return isnan(pair->ratio.ratio) ? pair->median > pair->other_median : pair->ratio.ratio > 1;
}

static void pair_judge(struct versus_pair *pair, size_t tested) {
  double level = VERSUS_LEVEL / (double)tested;
  double change = power_change(POWER_OF_PAIRS, pair->rounds, pair->spread, level);
  pair->change_told = isfinite(change) ? expm1(change) : NAN;
  if (pair->finding == VERSUS_UNTOLD && pair->corrected < VERSUS_LEVEL && differs_in_print(pair))
    pair->finding =
        is_more(pair) == figure_more_is_better(pair->figure) ? VERSUS_BETTER : VERSUS_WORSE;
  double needed = power_repeats(POWER_OF_PAIRS, log(pair->ratio.ratio), pair->spread, level);
  pair->rounds_needed = pair->finding == VERSUS_UNTOLD && isfinite(needed) ? needed : NAN;
}

static bool all_judge(struct versus *versus) {
  double *p = calloc(versus->named + 1, sizeof *p);
  size_t at = 0;
  if (!p)
    return false;
  for (size_t i = 0; i < versus->named; i++)
    if (is_tested(&versus->items[i]))
      p[versus->tested++] = versus->items[i].p;
  holm_adjust(p, versus->tested);
  for (size_t i = 0; i < versus->named; i++)
    if (is_tested(&versus->items[i])) {
      versus->items[i].corrected = p[at++];
      pair_judge(&versus->items[i], versus->tested);
    }
  for (size_t i = 0; i < versus->count; i++)
    versus->findings[versus->items[i].finding]++;
  free(p);
  return true;
}

enum status versus_make(struct versus *versus, const struct results *results, struct error *error) {
  struct builder builder = {.results = results, .out = versus};
  enum status status = STATUS_OK;
  *versus = (struct versus){.chosen = results->compared.count > 0};
  if (!versus_is(results))
    return STATUS_OK;
  for (size_t i = 0; status == STATUS_OK && i < results->compared.count; i++)
    status = selected_name(&builder, results->compared.items[i], error);
  if (!versus->chosen)
    usual_name(&builder);
  rest_show(&builder);
  if (status == STATUS_OK && (builder.failed || !all_judge(versus)))
    status = error_set(error, STATUS_ENVIRONMENT, "no memory to compare the builds");
  if (status != STATUS_OK)
    versus_release(versus);
  return status;
}

void versus_release(struct versus *versus) {
  free(versus->items);
  *versus = (struct versus){0};
}

size_t versus_rounds_min(size_t named) {
  return paired_count_min(VERSUS_LEVEL / (double)(named > 0 ? named : 1));
}
