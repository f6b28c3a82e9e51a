/* Compares intervals with their bounds. */
#include "bench/answers/precisions.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/base/bounded_text.h"
#include "bench/judge/looks.h"
#include "bench/results/selected.h"

static size_t repeats_most(const struct results *results) {
  size_t most = 0;
  for (size_t i = 0; i < results->cell_count; i++)
    if (results->cells[i].repeat_count > most)
      most = results->cells[i].repeat_count;
  return most;
}

static enum precision_state state_of(const struct precision *precision) {
  if (precision->count == 0)
    return PRECISION_UNMEASURED;
  return precision->share <= precision->bound ? PRECISION_REACHED : PRECISION_MISSED;
}

/* `values` has room for the cell's repeats. */
static void precision_take(struct precisions *precisions, const struct result_cell *cell,
                           const struct until_bound *bound, double *values) {
  struct precision *precision = &precisions->items[precisions->count++];
  *precision = (struct precision){
      .cell = cell, .figure = bound->selector.figure, .bound = bound->share, .share = NAN};
  precision->count = result_values(cell, precision->figure, values);
  if (precision->count > 0)
    precision->interval = interval_at(values, precision->count, precisions->level);
  if (precision->count >= interval_repeats_min(precisions->level))
    precision->share = interval_width_share(&precision->interval);
  precision->state = state_of(precision);
  precisions->missed += precision->state == PRECISION_MISSED;
  precisions->unmeasured += precision->state == PRECISION_UNMEASURED;
}

enum status precisions_of(struct precisions *precisions, const struct results *results,
                          struct error *error) {
  const struct until *until = &results->until;
  struct precisions made = {.repeats = repeats_most(results)};
  made.level = look_level(made.repeats);
  made.items = calloc(until->count * results->cell_count + 1, sizeof *made.items);
  double *values = calloc(made.repeats + 1, sizeof *values);
  if (!made.items || !values) {
    free(values);
    precisions_release(&made);
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the intervals");
  }
  for (size_t i = 0; i < until->count; i++)
    for (size_t j = 0; j < results->cell_count; j++)
      if (selector_takes(&until->items[i].selector, &results->cells[j]))
        precision_take(&made, &results->cells[j], &until->items[i], values);
  free(values);
  *precisions = made;
  return STATUS_OK;
}

void precisions_release(struct precisions *precisions) {
  free(precisions->items);
  *precisions = (struct precisions){0};
}

bool precisions_looked(const struct precisions *precisions) {
  return precisions->repeats >= LOOKS_REPEATS_FIRST;
}

void precisions_sentence(const struct precisions *precisions, const struct results *results,
                         char out[PRECISIONS_SENTENCE_BYTES]) {
  size_t apart = precisions->missed + precisions->unmeasured;
  *out = '\0';
  if (!precisions_looked(precisions)) {
    snprintf(out, PRECISIONS_SENTENCE_BYTES,
             "Whether figures are within their bounds is looked at after %d repeats for the first "
             "time; this run has %zu.",
             LOOKS_REPEATS_FIRST, precisions->repeats);
    return;
  }
  bounded_append(out, PRECISIONS_SENTENCE_BYTES, "After %zu repeats of each cell",
                 precisions->repeats);
  if (results->repeats > precisions->repeats)
    bounded_append(out, PRECISIONS_SENTENCE_BYTES, ", of at most %zu,", results->repeats);
  if (apart == 0)
    bounded_append(out, PRECISIONS_SENTENCE_BYTES,
                   " every figure that the experiment names is within its bound.");
  else
    bounded_append(out, PRECISIONS_SENTENCE_BYTES,
                   " %zu of %zu figures that the experiment names %s not within %s.", apart,
                   precisions->count, word_for((double)apart, "is", "are"),
                   word_for((double)apart, "its bound", "their bounds"));
  if (precisions->unmeasured > 0)
    bounded_append(out, PRECISIONS_SENTENCE_BYTES,
                   " Where no repeat has a value, more repeats would not help.");
}

static double percent_of(double end, double median) {
  return 100 * (end - median) / fabs(median);
}

struct words precision_words(const struct precision *precision) {
  struct words words;
  const struct interval *interval = &precision->interval;
  if (precision->state == PRECISION_UNMEASURED)
    snprintf(words.text, sizeof words.text, "not measured");
  else if (isnan(precision->share))
    snprintf(words.text, sizeof words.text, "too few repeats");
  else if (interval->median == 0)
    snprintf(words.text, sizeof words.text, precision->share == 0 ? "none" : "of a median of 0");
  else
    snprintf(words.text, sizeof words.text, "−%.1f %%, +%.1f %%",
             fabs(percent_of(interval->low, interval->median)),
             percent_of(interval->high, interval->median));
  return words;
}
