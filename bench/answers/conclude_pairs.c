/* Words how transports, or engines, rank: "Mean latency: lowest with WebSocket …". */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "bench/answers/conclude.h"
#include "bench/answers/ranking.h"

/* ---- tested figures ---- */

/* The findings of the other values, each compared with the lowest. */
struct beside_least {
  struct text level, more;
  size_t levels, mores;
  struct tally tally;
  const struct comparison *any; /* one of the comparisons; NULL: nothing could be tested */
  size_t least;                 /* the lowest value's level in it */
};

static void beside_add(struct beside_least *beside, const struct comparison *comparison,
                       const char *value, bool inverse) {
  struct words name = axis_value_words(comparison->axis, value);
  tally_add(&beside->tally, comparison);
  beside->any = comparison;
  beside->least = inverse ? 1 : 0;
  if (is_called(comparison))
    text_add(&beside->more, "%s%s %s", beside->mores++ > 0 ? ", " : "", name.text,
             ratio_words(comparison, inverse).text);
  else
    text_add(&beside->level, "%s%s", beside->levels++ > 0 ? ", " : "", name.text);
}

static void conclude_tested(const struct comparisons *comparisons, const char *axis,
                            const struct compared_figure *figure, struct conclusions *out) {
  struct ranking ranking = ranking_of(comparisons, axis, figure);
  struct beside_least beside = {.tally = TALLY_NONE};
  struct text sentence = text_sentence(figure->what);
  for (size_t i = 1; i < ranking.count; i++) {
    bool inverse;
    const struct comparison *comparison =
        ranking_pair(comparisons, axis, figure, ranking.values[0], ranking.values[i], &inverse);
    if (comparison && comparison->finding != FINDING_UNTESTABLE)
      beside_add(&beside, comparison, ranking.values[i], inverse);
  }
  if (!beside.any)
    return;
  if (beside.any->strata > 1)
    text_add(&sentence, ", across %s", strata_words(beside.any).text);
  text_add(&sentence, ": %s%s (", beside.mores > 0 ? "lowest with " : "",
           axis_value_words(axis, ranking.values[0]).text);
  text_add(&sentence, "%s)", medians_words(beside.any, beside.least).text);
  if (beside.levels > 0)
    text_add(&sentence, "%s%s",
             beside.mores > 0 ? "; not significantly different: "
                              : " does not differ significantly from ",
             beside.level.text);
  if (beside.mores > 0)
    text_add(&sentence, "; higher with %s", beside.more.text);
  conclude(out, "%s; %s.", sentence.text, tally_words(&beside.tally).text);
}

/* ---- counted figures ---- */

/* "271 B", or "271 B, civetweb 280 B" where another stratum differs. */
static void counted_add(struct text *text, const struct comparison *comparison, size_t level) {
  const struct compared_figure *figure = comparison->figure;
  struct words first =
      figure->words(result_median(comparison_cell(comparison, 0, level), figure->id));
  text_add(text, "%s", first.text);
  for (size_t i = 1; i < comparison->strata; i++) {
    struct words own =
        figure->words(result_median(comparison_cell(comparison, i, level), figure->id));
    if (strcmp(own.text, first.text) != 0)
      text_add(text, ", %s %s", stratum_words(comparison, i).text, own.text);
  }
}

/* "long poll 448 B, civetweb 442 B (1.88×)": the ratio is to the lowest value, which has none.
 * Returns whether they differ. */
static bool counted_item(struct text *list, const struct comparisons *comparisons, const char *axis,
                         const struct compared_figure *figure, const struct ranking *ranking,
                         size_t index) {
  bool inverse;
  const char *value = ranking->values[index], *other = ranking->values[index > 0 ? 0 : 1];
  const struct comparison *comparison =
      ranking_pair(comparisons, axis, figure, other, value, &inverse);
  if (!comparison)
    return false;
  double ratio = comparison_stratum_ratio(comparison, 0);
  text_add(list, "%s%s ", index > 0 ? "; " : "", axis_value_words(axis, value).text);
  counted_add(list, comparison, inverse ? 0 : 1);
  if (index > 0 && is_called(comparison) && isfinite(ratio) && ratio > 0)
    text_add(list, " (%s)", words_times(inverse ? 1 / ratio : ratio).text);
  return is_called(comparison);
}

/* Says nothing where engines do not differ. */
static void conclude_counted(const struct comparisons *comparisons, const char *axis,
                             const struct compared_figure *figure, struct conclusions *out) {
  struct ranking ranking = ranking_of(comparisons, axis, figure);
  struct text list = {""};
  bool differ = strcmp(axis, "engine") != 0;
  if (ranking.count < 2)
    return;
  for (size_t i = 0; i < ranking.count; i++)
    differ = counted_item(&list, comparisons, axis, figure, &ranking, i) || differ;
  if (differ)
    conclude(out, "%s, counted: %s.", text_sentence(figure->what).text, list.text);
}

void conclude_pairs(const struct comparisons *comparisons, const char *axis,
                    struct conclusions *out) {
  for (const struct compared_figure *figure = compared_figures; figure->what; figure++)
    if (figure->basis == BASIS_TESTED)
      conclude_tested(comparisons, axis, figure, out);
    else
      conclude_counted(comparisons, axis, figure, out);
}
