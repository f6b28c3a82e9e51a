/* Chooses a transport, or an engine: "Choose WebSocket or SSE: …". */
#include <string.h>

#include "bench/answers/answer_choice.h"
#include "bench/answers/ranking.h"

enum { FIGURES_MAX = 16 };

/* The values of an axis that are lowest in a figure, as far as the tests can tell. */
struct lowest {
  const struct compared_figure *figure;
  struct ranking ranking;
  bool among[RANKING_VALUES_MAX]; /* by the ranking's index */
  size_t next;                    /* the lowest value that is not among them; count where all are */
};

struct lowests {
  struct lowest items[FIGURES_MAX];
  size_t count;
};

/* Whether the value is higher than the lowest one; *known is false where that cannot be tested. */
static bool is_higher(const struct comparisons *comparisons, const char *axis,
                      const struct lowest *lowest, size_t index, bool *known) {
  bool inverse = false;
  const struct comparison *comparison =
      ranking_pair(comparisons, axis, lowest->figure, lowest->ranking.values[0],
                   lowest->ranking.values[index], &inverse);
  *known = comparison && comparison->finding != FINDING_UNTESTABLE;
  return *known && is_called(comparison) && (comparison->finding == FINDING_GREATER) != inverse;
}

/* False where the figure is not compared along the axis, or a comparison cannot be tested. */
static bool lowest_find(struct lowest *lowest, const struct comparisons *comparisons,
                        const char *axis, const struct compared_figure *figure) {
  bool known = true;
  *lowest = (struct lowest){.figure = figure, .ranking = ranking_of(comparisons, axis, figure)};
  lowest->next = lowest->ranking.count;
  lowest->among[0] = true;
  for (size_t i = 1; known && i < lowest->ranking.count; i++) {
    lowest->among[i] = !is_higher(comparisons, axis, lowest, i, &known);
    if (!lowest->among[i] && lowest->next == lowest->ranking.count)
      lowest->next = i;
  }
  return known && lowest->ranking.count >= 2;
}

static void lowests_find(struct lowests *lowests, const struct comparisons *comparisons,
                         const char *axis) {
  lowests->count = 0;
  for (const struct compared_figure *figure = compared_figures;
       figure->what && lowests->count < FIGURES_MAX; figure++)
    lowests->count += lowest_find(&lowests->items[lowests->count], comparisons, axis, figure);
}

static bool is_among(const struct lowest *lowest, const char *value) {
  for (size_t i = 0; i < lowest->ranking.count; i++)
    if (strcmp(lowest->ranking.values[i], value) == 0)
      return lowest->among[i];
  return false;
}

static bool is_lowest_everywhere(const struct lowests *lowests, const char *value) {
  for (size_t i = 0; i < lowests->count; i++)
    if (!is_among(&lowests->items[i], value))
      return false;
  return true;
}

/* The value that is lowest everywhere; of several the first; NULL for none. */
static const char *chosen_of(const struct lowests *lowests) {
  const struct ranking *ranking = &lowests->items[0].ranking;
  for (size_t i = 0; i < ranking->count; i++)
    if (is_lowest_everywhere(lowests, ranking->values[i]))
      return ranking->values[i];
  return NULL;
}

/* "SSE or WebSocket": those of one figure; of all figures where `everywhere`. Empty for none. */
static struct text values_words(const struct lowests *lowests, const struct lowest *lowest,
                                const char *axis, bool everywhere) {
  struct text text = {""};
  const char *values[RANKING_VALUES_MAX];
  size_t count = 0;
  for (size_t i = 0; i < lowest->ranking.count; i++)
    if (everywhere ? is_lowest_everywhere(lowests, lowest->ranking.values[i]) : lowest->among[i])
      values[count++] = lowest->ranking.values[i];
  for (size_t i = 0; i < count; i++)
    text_or(&text, i, count, axis_value_words(axis, values[i]).text);
  return text;
}

/* Whether any figure differs between the values. */
static bool any_differs(const struct lowests *lowests) {
  for (size_t i = 0; i < lowests->count; i++)
    if (lowests->items[i].next < lowests->items[i].ranking.count)
      return true;
  return false;
}

static void choice_say(const struct lowests *lowests, const char *axis, struct answer *answer) {
  struct text *text = answer_next(answer);
  struct text best = values_words(lowests, &lowests->items[0], axis, true);
  const char *kind = strcmp(axis, "engine") == 0 ? "server" : "transport";
  if (!any_differs(lowests))
    text_add(text, "No reason to choose a %s: the tests find no difference in ", kind);
  else if (*best.text)
    text_add(text, "Choose %s: the tests find no other %s lower in ", best.text, kind);
  else
    text_add(text, "No %s is lowest in everything: choose ", kind);
  for (size_t i = 0; i < lowests->count; i++) {
    const char *what = lowests->items[i].figure->what;
    struct text own = values_words(lowests, &lowests->items[i], axis, false);
    struct text choice = {""};
    text_add(&choice, "%s for %s", own.text, what);
    if (*best.text)
      text_or(text, i, lowests->count, what);
    else
      text_list(text, i, lowests->count, choice.text);
  }
  text_add(text, ".");
}

/* "mean latency libwebsockets 844 µs, civetweb 2.23 ms, short poll 55.2× (45.4 to 116)": the figure
 * of `own`, and the lowest of the values that are higher than the lowest one. Empty where the two
 * have no cells in common. */
static struct text reason_words(const struct comparisons *comparisons, const struct lowest *lowest,
                                const char *axis, const char *own, struct tally *tally) {
  const struct ranking *ranking = &lowest->ranking;
  bool inverse = false, differ = lowest->next < ranking->count;
  const char *other = differ                                 ? ranking->values[lowest->next]
                      : strcmp(ranking->values[0], own) == 0 ? ranking->values[1]
                                                             : ranking->values[0];
  const struct comparison *comparison =
      ranking_pair(comparisons, axis, lowest->figure, own, other, &inverse);
  struct text text = {""};
  if (!comparison)
    return text;
  if (lowest->figure->basis == BASIS_TESTED)
    tally_add(tally, comparison);
  text_add(&text, "%s %s", lowest->figure->what, medians_words(comparison, inverse ? 1 : 0).text);
  if (differ)
    text_add(&text, ", %s %s", axis_value_words(axis, other).text,
             answer_ratio(comparison, inverse).text);
  else
    text_add(&text, ", no difference that the tests find");
  return text;
}

/* The figures of the chosen value; where there is none, of the lowest of each figure. */
static void reasons_say(const struct lowests *lowests, const struct comparisons *comparisons,
                        const char *axis, struct answer *answer) {
  const char *chosen = chosen_of(lowests);
  struct text *text = answer_next(answer), reasons = {""};
  struct tally tally = TALLY_NONE;
  for (size_t i = 0; i < lowests->count; i++) {
    const struct lowest *lowest = &lowests->items[i];
    const char *own = chosen ? chosen : lowest->ranking.values[0];
    struct text reason = reason_words(comparisons, lowest, axis, own, &tally);
    if (!*reason.text)
      continue;
    text_add(&reasons, "%s", *reasons.text ? "; " : "");
    if (!chosen)
      text_add(&reasons, "with %s ", axis_value_words(axis, own).text);
    text_add(&reasons, "%s", reason.text);
  }
  if (chosen)
    text_add(text, "With %s: %s", axis_value_words(axis, chosen).text, reasons.text);
  else
    *text = text_sentence(reasons.text);
  if (tally.repeats_most > 0)
    text_add(text, "; %s", tally_words(&tally).text);
  text_add(text, ".");
}

void answer_choice(const struct comparisons *comparisons, const char *axis, struct answer *answer) {
  struct lowests lowests;
  lowests_find(&lowests, comparisons, axis);
  if (lowests.count == 0)
    return;
  choice_say(&lowests, axis, answer);
  reasons_say(&lowests, comparisons, axis, answer);
}
