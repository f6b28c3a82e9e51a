/* Looks values up in a run's results, and releases them. */
#include "bench/results/results.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/interval.h"
#include "common/suite/client_options.h"
#include "common/suite/options.h"
#include "common/suite/server_options.h"
#include "documents/figures.h"

static const struct option *option_named(const char *name) {
  for (const struct option *option = server_options_table; option->name; option++)
    if (strcmp(option->name, name) == 0)
      return option;
  for (const struct option *option = client_options_table; option->name; option++)
    if (strcmp(option->name, name) == 0)
      return option;
  return NULL;
}

bool result_param_applies(const struct result_cell *cell, const char *name) {
  const struct option *option = option_named(name);
  if (!option || cell->engine < 0 || cell->transport < 0)
    return true;
  return option_applies(option, cell->transport, cell->engine);
}

const char *result_pairs_find(const struct result_pairs *pairs, const char *name) {
  for (size_t i = 0; i < pairs->count; i++)
    if (strcmp(pairs->items[i].name, name) == 0)
      return pairs->items[i].text;
  return NULL;
}

/* A variant's name is an axis, but no parameter. */
const char *result_param(const struct result_cell *cell, const char *name) {
  const char *text = result_pairs_find(&cell->params, name);
  return text ? text : result_pairs_find(&cell->varied, name);
}

const char *result_varied(const struct result_cell *cell, const char *name) {
  return result_pairs_find(&cell->varied, name);
}

double result_param_number(const struct result_cell *cell, const char *name) {
  const char *text = result_param(cell, name);
  char *end;
  double number;
  if (!text || !*text)
    return NAN;
  number = strtod(text, &end);
  return *end == '\0' ? number : NAN;
}

struct figure_range result_range(double *values, size_t count, double level) {
  if (count == 0)
    return FIGURE_RANGE_UNKNOWN;
  struct interval interval = interval_at(values, count, level); /* sorts them */
  return (struct figure_range){.median = interval.median,
                               .least = values[0],
                               .greatest = values[count - 1],
                               .low = interval.low,
                               .high = interval.high,
                               .confident = count >= interval_repeats_min(level)};
}

size_t result_values(const struct result_cell *cell, enum figure figure, double *out) {
  size_t count = 0;
  for (size_t i = 0; i < cell->repeat_count; i++)
    if (cell->repeats[i].measured && !isnan(cell->repeats[i].values[figure]))
      out[count++] = cell->repeats[i].values[figure];
  return count;
}

const char *result_unranked(const struct result_cell *cell) {
  if (cell->measured == 0)
    return "nothing was measured";
  if (cell->grade >= VERDICT_INVALID)
    return cell->reasons.count > 0 ? cell->reasons.items[0].text : "no reason was recorded";
  return cell->figures[FIGURE_LOST].greatest > 0 ? "messages were lost" : NULL;
}

void result_pairs_release(struct result_pairs *pairs) {
  for (size_t i = 0; i < pairs->count; i++) {
    free(pairs->items[i].name);
    free(pairs->items[i].text);
  }
  free(pairs->items);
}

static void texts_release(struct result_texts *texts) {
  for (size_t i = 0; i < texts->count; i++)
    free(texts->items[i]);
  free(texts->items);
}

void result_reasons_release(struct result_reasons *reasons) {
  for (size_t i = 0; i < reasons->count; i++)
    free(reasons->items[i].text);
  free(reasons->items);
}

void results_release(struct results *results) {
  for (size_t i = 0; i < results->cell_count; i++) {
    struct result_cell *cell = &results->cells[i];
    free(cell->name);
    result_pairs_release(&cell->params);
    result_pairs_release(&cell->varied);
    result_reasons_release(&cell->reasons);
    free(cell->repeats);
    histogram_release(&cell->latency);
    free(cell->seconds);
    free(cell->faults);
    free(cell->slots);
  }
  free(results->cells);
  result_pairs_release(&results->machine);
  result_pairs_release(&results->settings);
  result_pairs_release(&results->variants);
  result_pairs_release(&results->bases);
  result_pairs_release(&results->versus);
  result_searches_release(&results->searches);
  texts_release(&results->asked_axes);
  texts_release(&results->asked_figures);
  texts_release(&results->compared);
  texts_release(&results->varied);
  texts_release(&results->changed);
  texts_release(&results->resumed);
  until_release(&results->until);
  char *texts[] = {results->name,        results->title,   results->question,
                   results->description, results->source,  results->started,
                   results->outcome,     results->command, results->faults};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    free(texts[i]);
  *results = (struct results){0};
}
