/* Says what variants, or the values of a parameter, change: "Mean latency: lowest with the base;
 * higher at nagle, SSE 3.00× …". */
#include <math.h>
#include <string.h>

#include "bench/answers/answer_effects.h"
#include "common/base/traits.h"

/* The most comparisons that are told on each side; the others are counted. */
enum { TOLD_MAX = 3 };

/* The comparisons of one figure along the axis that found one direction: the greatest effects
 * first. */
struct side {
  const struct comparison *told[TOLD_MAX];
  size_t count;
};

struct effects {
  struct side less, greater;
  size_t tested; /* comparisons with enough repeats, or counted */
  const struct comparison *any;
  struct tally tally;
};

/* A ratio without a value, where a median is 0, is beyond all others. */
static double effect_size(const struct comparison *comparison) {
  double size = fabs(log(comparison->ratio.ratio));
  return isnan(size) ? INFINITY : size;
}

static void side_put(struct side *side, const struct comparison *comparison) {
  size_t at = side->count < TOLD_MAX ? side->count : TOLD_MAX;
  side->count++;
  for (; at > 0 && effect_size(side->told[at - 1]) < effect_size(comparison); at--)
    if (at < TOLD_MAX)
      side->told[at] = side->told[at - 1];
  if (at < TOLD_MAX)
    side->told[at] = comparison;
}

static struct effects effects_of(const struct comparisons *comparisons, const char *axis,
                                 const struct compared_figure *figure) {
  struct effects effects = {.tally = TALLY_NONE};
  for (size_t i = 0; i < comparisons->count; i++) {
    const struct comparison *comparison = &comparisons->items[i];
    if (comparison->at || comparison->figure != figure || strcmp(comparison->axis, axis) != 0 ||
        comparison->finding == FINDING_UNTESTABLE)
      continue;
    effects.tested++;
    effects.any = comparison;
    if (figure->basis == BASIS_TESTED)
      tally_add(&effects.tally, comparison);
    if (is_called(comparison))
      side_put(comparison->finding == FINDING_LESS ? &effects.less : &effects.greater, comparison);
  }
  return effects;
}

/* "nagle, SSE 3.00× (2.90 to 3.10)" */
static void effect_add(struct text *text, const struct comparison *comparison) {
  const char *axis = comparison->axis, *last = comparison->levels[comparison->level_count - 1];
  text_add(text, "%s, %s %s", axis_value_words(axis, last).text,
           transport_label(comparison->transport), answer_ratio(comparison, false).text);
}

static void side_add(struct text *text, const struct side *side, const char *word) {
  if (side->count == 0)
    return;
  text_add(text, "%s%s at ", *text->text ? "; " : "", word);
  for (size_t i = 0; i < side->count && i < TOLD_MAX; i++) {
    text_add(text, "%s", i > 0 ? "; " : "");
    effect_add(text, side->told[i]);
  }
  if (side->count > TOLD_MAX)
    text_add(text, "; and in %zu more comparisons", side->count - TOLD_MAX);
}

/* What the last level is compared with: "its base", "interval 100 ms". */
static struct words against_words(const struct comparison *comparison) {
  if (strcmp(comparison->axis, "variant") == 0)
    return (struct words){"the base"};
  return words_param(comparison->axis, comparison->levels[0]);
}

/* Says how the transports that have the parameter stand to those that ignore it. */
static void beside_add(struct text *text, const struct comparisons *comparisons, const char *axis,
                       const struct compared_figure *figure) {
  size_t counts[FINDING_GREATER + 1] = {0}, all = 0;
  for (size_t i = 0; i < comparisons->count; i++) {
    const struct comparison *comparison = &comparisons->items[i];
    if (!comparison->at || comparison->figure != figure || strcmp(comparison->at_name, axis) != 0 ||
        comparison->finding == FINDING_UNTESTABLE)
      continue;
    counts[comparison->finding]++;
    all++;
  }
  if (all == 0)
    return;
  text_add(text, "; beside the transports that ignore it ");
  if (counts[FINDING_GREATER] == all || counts[FINDING_LESS] == all)
    text_add(text, "%s at every value", counts[FINDING_LESS] == 0 ? "higher" : "lower");
  else
    text_add(text, "higher in %zu, lower in %zu of %zu comparisons", counts[FINDING_GREATER],
             counts[FINDING_LESS], all);
}

/* "lowest with interval 100 ms; higher at 4000 ms, short poll 38.0×" */
static void sides_add(struct text *text, const struct effects *effects) {
  struct words against = against_words(effects->any);
  struct text sides = {""};
  if (effects->less.count == 0)
    text_add(text, ": lowest with %s; ", against.text);
  else if (effects->greater.count == 0)
    text_add(text, ": never higher than with %s; ", against.text);
  else
    text_add(text, ", compared with %s: ", against.text);
  side_add(&sides, &effects->less, "lower");
  side_add(&sides, &effects->greater, "higher");
  text_add(text, "%s", sides.text);
}

static void effects_say(const struct effects *effects, const struct comparisons *comparisons,
                        const char *axis, const struct compared_figure *figure,
                        struct answer *answer) {
  struct text *text = answer_next(answer);
  size_t called = effects->less.count + effects->greater.count;
  const char *significant = figure->basis == BASIS_TESTED ? "significant " : "";
  *text = text_sentence(figure->what);
  if (called == 0)
    text_add(text, ": no %sdifference from %s in %zu %s, so no reason to choose", significant,
             against_words(effects->any).text, effects->tested,
             word_for((double)effects->tested, "comparison", "comparisons"));
  else
    sides_add(text, effects);
  if (called > 0 && effects->tested > called)
    text_add(text, "; no %sdifference in %zu of %zu comparisons", significant,
             effects->tested - called, effects->tested);
  beside_add(text, comparisons, axis, figure);
  if (effects->tally.repeats_most > 0)
    text_add(text, "; %s", tally_words(&effects->tally).text);
  text_add(text, ".");
}

/* Whether the figure has something to say: a test, or counts that differ. */
static bool is_telling(const struct effects *effects, enum figure_basis basis) {
  return basis == BASIS_TESTED ? effects->tested > 0
                               : effects->less.count + effects->greater.count > 0;
}

/* The first figure of that basis that tells something; of the counted ones bytes are preferred. */
static const struct compared_figure *figure_choose(const struct comparisons *comparisons,
                                                   const char *axis, enum figure_basis basis) {
  const struct compared_figure *chosen = NULL;
  for (const struct compared_figure *figure = compared_figures; figure->what; figure++) {
    struct effects effects = effects_of(comparisons, axis, figure);
    bool preferred = basis == BASIS_COUNTED && figure->words == words_bytes;
    if (figure->basis != basis || !is_telling(&effects, basis))
      continue;
    if (!chosen || (preferred && chosen->words != words_bytes))
      chosen = figure;
  }
  return chosen;
}

void answer_effects(const struct comparisons *comparisons, const char *axis,
                    struct answer *answer) {
  static const enum figure_basis bases[] = {BASIS_TESTED, BASIS_COUNTED};
  for (size_t i = 0; i < sizeof bases / sizeof *bases; i++) {
    const struct compared_figure *figure = figure_choose(comparisons, axis, bases[i]);
    if (!figure)
      continue;
    struct effects effects = effects_of(comparisons, axis, figure);
    if (effects.any)
      effects_say(&effects, comparisons, axis, figure, answer);
  }
}
