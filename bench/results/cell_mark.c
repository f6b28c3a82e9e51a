/* Makes the marks from a cell's verdict and its losses. */
#include "bench/results/cell_mark.h"

#include <stdio.h>

#include "bench/base/servers.h"
#include "bench/results/labels.h"
#include "common/base/traits.h"

bool cell_is_ranked(const struct result_cell *cell) {
  return result_unranked(cell) == NULL;
}

struct words cell_mark(const struct result_cell *cell) {
  struct words words = {""};
  double lost = cell->figures[FIGURE_LOST].greatest;
  if (cell_is_ranked(cell))
    return words;
  if (cell->measured == 0 || cell->grade == VERDICT_FAILED)
    return (struct words){"failed"};
  if (!(lost > 0))
    return (struct words){"invalid"};
  snprintf(words.text, sizeof words.text, "%.60s of %.60s lost", words_count(lost).text,
           words_count(result_median(cell, FIGURE_EXPECTED)).text);
  return words;
}

struct words cell_words(const struct results *results, const struct result_cell *cell) {
  struct words words, condition = words_condition(results, cell);
  snprintf(words.text, sizeof words.text, "%s on %s%s%.120s", transport_label(cell->transport),
           server_label(cell->engine), *condition.text ? ", " : "", condition.text);
  return words;
}
