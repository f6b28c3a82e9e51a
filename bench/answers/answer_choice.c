/* Chooses a transport, or an engine: "Choose WebSocket or SSE: …". */
#include <string.h>

#include "bench/answers/answer.h"
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

/* "mean latency libwebsockets 844 µs, civetweb 2.23 ms; the next, short poll, 55.2× (45.4 to 116)"
 */
static void reason_add(struct text *text, const struct comparisons *comparisons,
                       const struct lowest *lowest, const char *axis, struct tally *tally) {
  bool inverse = false, differ = lowest->next < lowest->ranking.count;
  size_t other = differ ? lowest->next : 1;
  const struct comparison *comparison =
      ranking_pair(comparisons, axis, lowest->figure, lowest->ranking.values[0],
                   lowest->ranking.values[other], &inverse);
  if (!comparison)
    return;
  if (lowest->figure->basis == BASIS_TESTED)
    tally_add(tally, comparison);
  text_add(text, "%s%s %s", *text->text ? "; " : "", lowest->figure->what,
           medians_words(comparison, inverse ? 1 : 0).text);
  if (differ)
    text_add(text, " with %s, %s %s", axis_value_words(axis, lowest->ranking.values[0]).text,
             axis_value_words(axis, lowest->ranking.values[other]).text,
             answer_ratio(comparison, inverse).text);
  else
    text_add(text, ", no difference that the tests find");
}

void answer_choice(const struct comparisons *comparisons, const char *axis, struct answer *answer) {
  struct lowests lowests;
  struct text reasons = {""};
  struct tally tally = TALLY_NONE;
  lowests_find(&lowests, comparisons, axis);
  if (lowests.count == 0)
    return;
  choice_say(&lowests, axis, answer);
  for (size_t i = 0; i < lowests.count; i++)
    reason_add(&reasons, comparisons, &lowests.items[i], axis, &tally);
  struct text *text = answer_next(answer);
  *text = text_sentence(reasons.text);
  if (tally.repeats_most > 0)
    text_add(text, "; %s", tally_words(&tally).text);
  text_add(text, ".");
}
