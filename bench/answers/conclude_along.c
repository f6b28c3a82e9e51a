/* Words how figures change along a varied parameter: "Long poll, users from 10 to 1000: …", and
 * where a transport that has the parameter is above or below those that ignore it. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "bench/answers/conclude.h"
#include "common/base/traits.h"

static bool is_parameter(const char *axis) {
  return strcmp(axis, "transport") != 0 && strcmp(axis, "engine") != 0 &&
         strcmp(axis, "variant") != 0;
}

static const char *last_level(const struct comparison *comparison) {
  return comparison->levels[comparison->level_count - 1];
}

/* ---- from the first value to the last ---- */

/* "492 ms to 507 ms" for each stratum. */
static void ends_add(struct text *text, const struct comparison *comparison) {
  const struct compared_figure *figure = comparison->figure;
  for (size_t i = 0; i < comparison->strata; i++) {
    const struct result_cell *first = comparison_cell(comparison, i, 0);
    const struct result_cell *last = comparison_cell(comparison, i, comparison->level_count - 1);
    text_add(text, "%s%s%s%s to %s", i > 0 ? ", " : "", stratum_words(comparison, i).text,
             comparison->strata > 1 ? " " : "",
             figure->words(result_median(first, figure->id)).text,
             figure->words(result_median(last, figure->id)).text);
  }
}

/* Whether the first and last figures are the same, as they are printed. */
static bool is_unchanged(const struct comparison *comparison) {
  const struct compared_figure *figure = comparison->figure;
  for (size_t i = 0; i < comparison->strata; i++) {
    double first = result_median(comparison_cell(comparison, i, 0), figure->id);
    const struct result_cell *last = comparison_cell(comparison, i, comparison->level_count - 1);
    if (strcmp(figure->words(first).text, figure->words(result_median(last, figure->id)).text) != 0)
      return false;
  }
  return true;
}

static void figure_add(struct text *text, const struct comparison *comparison) {
  bool counted = comparison->figure->basis == BASIS_COUNTED;
  text_add(text, "%s%s ", *text->text ? "; " : "", comparison->figure->what);
  if (counted && is_unchanged(comparison)) {
    text_add(text, "unchanged");
    return;
  }
  ends_add(text, comparison);
  if (counted)
    text_add(text, ", counted");
  else if (is_called(comparison))
    text_add(text, ", %s", ratio_words(comparison, false).text);
  else
    text_add(text, ", no significant change");
}

/* One sentence for all figures of one transport from one value to another. */
static void conclude_way(const struct comparisons *comparisons, const struct comparison *way,
                         struct conclusions *out) {
  struct tally tally = TALLY_NONE;
  struct text figures = {""};
  for (size_t i = 0; i < comparisons->count; i++) {
    const struct comparison *comparison = &comparisons->items[i];
    if (strcmp(comparison->axis, way->axis) != 0 || comparison->at ||
        comparison->transport != way->transport ||
        strcmp(last_level(comparison), last_level(way)) != 0 ||
        comparison->finding == FINDING_UNTESTABLE)
      continue;
    if (comparison->figure->basis == BASIS_TESTED)
      tally_add(&tally, comparison);
    figure_add(&figures, comparison);
  }
  if (!*figures.text)
    return;
  struct text sentence = text_sentence(transport_label(way->transport));
  text_add(&sentence, ", %s from %s to %s: %s", words_param_name(way->axis).text,
           words_param_value(way->axis, way->levels[0]).text,
           words_param_value(way->axis, last_level(way)).text, figures.text);
  if (tally.repeats_most > 0)
    text_add(&sentence, "; %s", tally_words(&tally).text);
  conclude(out, "%s.", sentence.text);
}

/* Whether an earlier comparison is of the same transport and values: its sentence has this figure.
 */
static bool is_told(const struct comparisons *comparisons, size_t index) {
  const struct comparison *comparison = &comparisons->items[index];
  for (size_t i = 0; i < index; i++) {
    const struct comparison *other = &comparisons->items[i];
    if (!other->at && strcmp(other->axis, comparison->axis) == 0 &&
        other->transport == comparison->transport &&
        strcmp(last_level(other), last_level(comparison)) == 0)
      return true;
  }
  return false;
}

/* ---- beside transports that ignore it ---- */

/* The comparisons with one other transport, along the values of the parameter: those like `like`.
 */
struct course {
  const struct comparisons *comparisons;
  const struct comparison *like;
};

/* The next one after `before` (NULL: the first); NULL at the end. */
static const struct comparison *course_next(const struct course *course,
                                            const struct comparison *before) {
  const struct comparison *like = course->like;
  const struct comparison *end = course->comparisons->items + course->comparisons->count;
  for (const struct comparison *at = before ? before + 1 : course->comparisons->items; at < end;
       at++)
    if (at->at && at->figure == like->figure && strcmp(at->at_name, like->at_name) == 0 &&
        strcmp(at->levels[0], like->levels[0]) == 0 &&
        strcmp(at->levels[1], like->levels[1]) == 0 && at->finding != FINDING_UNTESTABLE)
      return at;
  return NULL;
}

static const char *finding_words(const struct comparison *comparison) {
  if (is_called(comparison))
    return comparison->finding == FINDING_GREATER ? "higher" : "lower";
  return comparison->figure->basis == BASIS_COUNTED ? "no consistent difference"
                                                    : "no significant difference";
}

/* "higher up to 250 ms, lower from 1000 ms on" */
static void course_add(struct text *text, const struct course *course) {
  const struct comparison *head = course_next(course, NULL), *following = NULL;
  for (const struct comparison *first = head; first; first = following) {
    const struct comparison *last = first;
    while ((following = course_next(course, last)) && following->finding == first->finding)
      last = following;
    struct words from = words_param_value(first->at_name, first->at);
    struct words to = words_param_value(first->at_name, last->at);
    text_add(text, "%s%s", first != head ? ", " : "", finding_words(first));
    if (first == head && !following)
      text_add(text, " throughout");
    else if (first == last)
      text_add(text, " at %s", from.text);
    else if (first == head)
      text_add(text, " up to %s", to.text);
    else if (!following)
      text_add(text, " from %s on", from.text);
    else
      text_add(text, " from %s to %s", from.text, to.text);
  }
}

static bool course_is_told(const struct comparisons *comparisons, size_t index, bool any_other) {
  const struct comparison *comparison = &comparisons->items[index];
  for (size_t i = 0; i < index; i++) {
    const struct comparison *other = &comparisons->items[i];
    if (other->at && other->figure == comparison->figure &&
        strcmp(other->at_name, comparison->at_name) == 0 &&
        strcmp(other->levels[1], comparison->levels[1]) == 0 &&
        (any_other || strcmp(other->levels[0], comparison->levels[0]) == 0))
      return true;
  }
  return false;
}

/* One sentence for a figure of the transport beside all the others. */
static void conclude_beside(const struct comparisons *comparisons, size_t index,
                            struct conclusions *out) {
  const struct comparison *like = &comparisons->items[index];
  struct tally tally = TALLY_NONE;
  struct text others = {""};
  for (size_t i = index; i < comparisons->count; i++) {
    const struct comparison *other = &comparisons->items[i];
    if (!other->at || other->figure != like->figure || strcmp(other->at_name, like->at_name) != 0 ||
        strcmp(other->levels[1], like->levels[1]) != 0 || course_is_told(comparisons, i, false))
      continue;
    const struct course course = {comparisons, other};
    const struct comparison *first = course_next(&course, NULL);
    for (const struct comparison *at = first; at; at = course_next(&course, at))
      tally_add(&tally, at);
    if (!first)
      continue;
    double ratio = comparison_stratum_ratio(first, 0);
    text_add(&others, "%s%s: ", *others.text ? "; " : "",
             axis_value_words("transport", other->levels[0]).text);
    course_add(&others, &course);
    if (isfinite(ratio) && ratio > 0 && is_called(first))
      text_add(&others, " (%s at %s)", words_times(ratio).text,
               words_param_value(like->at_name, first->at).text);
  }
  if (!*others.text)
    return;
  struct text sentence = text_sentence(axis_value_words("transport", like->levels[1]).text);
  text_add(&sentence, " by %s, %s compared with %s", words_param_name(like->at_name).text,
           like->figure->what, others.text);
  if (like->figure->basis == BASIS_TESTED)
    conclude(out, "%s; %s.", sentence.text, tally_words(&tally).text);
  else
    conclude(out, "%s; counted.", sentence.text);
}

void conclude_along(const struct comparisons *comparisons, struct conclusions *out) {
  for (size_t i = 0; i < comparisons->count; i++)
    if (is_parameter(comparisons->items[i].axis) && !is_told(comparisons, i))
      conclude_way(comparisons, &comparisons->items[i], out);
  for (size_t i = 0; i < comparisons->count; i++)
    if (comparisons->items[i].at && !course_is_told(comparisons, i, true))
      conclude_beside(comparisons, i, out);
}
