/* Finds the comparisons of an axis, and sorts its values. */
#include "bench/answers/ranking.h"

#include <math.h>
#include <string.h>

#include "bench/base/servers.h"
#include "common/base/contract.h"
#include "common/base/traits.h"

_Static_assert((int)TRANSPORT_COUNT <= (int)RANKING_VALUES_MAX &&
                   (int)SERVERS_MAX <= (int)RANKING_VALUES_MAX,
               "each value of an axis has a place");

const struct comparison *ranking_pair(const struct comparisons *comparisons, const char *axis,
                                      const struct compared_figure *figure, const char *from,
                                      const char *to, bool *inverse) {
  for (size_t i = 0; i < comparisons->count; i++) {
    const struct comparison *comparison = &comparisons->items[i];
    if (comparison->figure != figure || comparison->at || strcmp(comparison->axis, axis) != 0)
      continue;
    *inverse = strcmp(comparison->levels[0], to) == 0;
    if (strcmp(comparison->levels[*inverse ? 0 : 1], to) == 0 &&
        strcmp(comparison->levels[*inverse ? 1 : 0], from) == 0)
      return comparison;
  }
  return NULL;
}

static double place_of(const struct comparison *comparison, size_t level) {
  double place = 0;
  for (size_t i = 0; i < comparison->strata; i++) {
    const struct result_cell *cell = comparison_cell(comparison, i, level);
    place += log(result_median(cell, comparison->figure->id));
  }
  return place / (double)comparison->strata;
}

static void ranking_put(struct ranking *ranking, const char *value, double place) {
  size_t at = ranking->count;
  for (size_t i = 0; i < ranking->count; i++)
    if (strcmp(ranking->values[i], value) == 0)
      return;
  CONTRACT(ranking->count < RANKING_VALUES_MAX);
  for (; at > 0 && ranking->place[at - 1] > place; at--) {
    ranking->place[at] = ranking->place[at - 1];
    ranking->values[at] = ranking->values[at - 1];
  }
  ranking->place[at] = place;
  ranking->values[at] = value;
  ranking->count++;
}

struct ranking ranking_of(const struct comparisons *comparisons, const char *axis,
                          const struct compared_figure *figure) {
  struct ranking ranking = {.count = 0};
  for (size_t i = 0; i < comparisons->count; i++) {
    const struct comparison *comparison = &comparisons->items[i];
    if (comparison->figure != figure || comparison->at || strcmp(comparison->axis, axis) != 0)
      continue;
    for (size_t level = 0; level < 2; level++)
      ranking_put(&ranking, comparison->levels[level], place_of(comparison, level));
  }
  return ranking;
}
