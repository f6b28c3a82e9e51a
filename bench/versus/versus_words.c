/* Puts the sentences about two builds together. */
#include "bench/versus/versus_words.h"

#include <math.h>
#include <string.h>

#include "bench/base/bounded_text.h"
#include "bench/base/compared_figures.h"
#include "bench/base/servers.h"
#include "bench/plan/cell.h"
#include "common/base/traits.h"

/* From so many rounds on, the number is not said: no run has more. */
static const double rounds_told_max = 1000;

static bool engines_differ(const struct results *results) {
  for (size_t i = 1; i < results->cell_count; i++)
    if (results->cells[i].engine != results->cells[0].engine)
      return true;
  return false;
}

static void part_add(struct words *words, const char *part) {
  bounded_append(words->text, sizeof words->text, ", %s", part);
}

struct words versus_cell_words(const struct results *results, const struct result_cell *cell) {
  struct words words = {""};
  snprintf(words.text, sizeof words.text, "%s", transport_label(cell->transport));
  if (engines_differ(results))
    part_add(&words, server_label(cell->engine));
  for (size_t i = 0; i < cell->varied.count; i++) {
    const struct result_pair *pair = &cell->varied.items[i];
    if (strcmp(pair->name, BUILD_AXIS) != 0)
      part_add(&words, words_param(pair->name, pair->text).text);
  }
  return words;
}

const char *versus_figure_words(enum figure figure) {
  for (const struct compared_figure *known = compared_figures; known->what; known++)
    if (known->id == figure)
      return known->what;
  return figure_table[figure].path;
}

struct words versus_change_words(double ratio) {
  struct words words;
  double percent = 100 * fabs(ratio - 1);
  const char *sign = ratio < 1 ? "−" : percent > 0 ? "+" : "";
  if (isnan(ratio) || ratio >= 2 || ratio <= 0.5)
    return words_times(ratio);
  if (percent < 1)
    snprintf(words.text, sizeof words.text, "%s%.2g %%", sign, percent);
  else
    snprintf(words.text, sizeof words.text, "%s%.*f %%", sign, percent < 9.95 ? 1 : 0, percent);
  return words;
}

struct words versus_interval_words(const struct rank_ratio *ratio) {
  struct words words;
  if (isnan(ratio->ratio))
    return words_number(NAN);
  snprintf(words.text, sizeof words.text, "%s%.80s to %.80s", ratio->interval ? "" : "range ",
           versus_change_words(ratio->low).text, versus_change_words(ratio->high).text);
  return words;
}

struct words versus_p_words(double p) {
  struct words words = {"p < 0.001"};
  if (isnan(p))
    return (struct words){""};
  if (p >= 0.001)
    snprintf(words.text, sizeof words.text, "p = %.2g", p);
  return words;
}

const char *versus_finding_words(enum versus_finding finding) {
  static const char *const words[VERSUS_FINDINGS] = {
      [VERSUS_WORSE] = "worse",          [VERSUS_BETTER] = "better",
      [VERSUS_EQUAL] = "the same",       [VERSUS_UNTOLD] = "cannot tell",
      [VERSUS_UNTESTED] = "cannot tell", [VERSUS_SHOWN] = "not named",
  };
  return words[finding];
}

struct words versus_version_words(const struct results *results) {
  static const char program[] = "pushbench-server ";
  struct words words = {"an unknown version"};
  for (size_t i = 0; i < results->versus.count; i++) {
    const struct result_pair *fact = &results->versus.items[i];
    if (strcmp(fact->name, "server") != 0)
      continue;
    const char *text = fact->text;
    text += strncmp(text, program, sizeof program - 1) == 0 ? sizeof program - 1 : 0;
    snprintf(words.text, sizeof words.text, "%.*s", (int)strcspn(text, ";"), text);
  }
  return words;
}

/* ---- sentences ---- */

#define ADD(out, ...) bounded_append((out)->text, sizeof(out)->text, __VA_ARGS__)

struct versus_text versus_headline(const struct versus *versus, const struct results *results) {
  const size_t *findings = versus->findings;
  size_t untold = findings[VERSUS_UNTOLD] + findings[VERSUS_UNTESTED];
  struct versus_text text = {""};
  ADD(&text, "This build against %.100s: of %zu %s %zu %s worse, %zu %s better, ",
      versus_version_words(results).text, versus->named,
      word_for((double)versus->named, "named figure", "named figures"), findings[VERSUS_WORSE],
      word_for((double)findings[VERSUS_WORSE], "is", "are"), findings[VERSUS_BETTER],
      word_for((double)findings[VERSUS_BETTER], "is", "are"));
  ADD(&text, "%zu %s the same and %zu cannot be told from chance.", findings[VERSUS_EQUAL],
      word_for((double)findings[VERSUS_EQUAL], "is", "are"), untold);
  return text;
}

static void change_add(struct versus_text *text, const struct versus_pair *pair) {
  if (isnan(pair->ratio.ratio)) {
    ADD(text, ", %s", pair->median > pair->other_median ? "more" : "less");
    return;
  }
  ADD(text, ", %s (%s%s)", versus_change_words(pair->ratio.ratio).text,
      pair->ratio.interval ? "95 % interval " : "", versus_interval_words(&pair->ratio).text);
}

/* What these rounds tell, and how many would tell the difference. */
static void doubt_add(struct versus_text *text, const struct versus *versus,
                      const struct versus_pair *pair) {
  size_t least = versus_rounds_min(versus->tested);
  if (pair->rounds < least) {
    ADD(text, ". So few rounds tell nothing of %zu %s: it takes at least %zu", versus->tested,
        word_for((double)versus->tested, "figure", "figures"), least);
    return;
  }
  if (!isnan(pair->change_told))
    ADD(text, ". Four in five such runs tell a change of %.60s",
        versus_change_words(1 + pair->change_told).text + strlen("+"));
  if (pair->rounds_needed > rounds_told_max)
    ADD(text, "; no run has enough rounds to tell this one");
  else if (pair->rounds_needed > (double)pair->rounds)
    ADD(text, "; to tell this one takes about %.0f rounds", pair->rounds_needed);
}

struct versus_text versus_sentence(const struct versus *versus, const struct versus_pair *pair,
                                   const struct results *results) {
  struct versus_text text = {""};
  const char *rounds = word_for((double)pair->rounds, "round", "rounds");
  ADD(&text, "%s, %s: ", versus_cell_words(results, pair->own).text,
      versus_figure_words(pair->figure));
  if (pair->finding == VERSUS_EQUAL) {
    ADD(&text, "the same in every one of %zu %s.", pair->rounds, rounds);
    return text;
  }
  ADD(&text, "%s", versus_finding_words(pair->finding));
  if (pair->finding == VERSUS_UNTESTED) {
    ADD(&text, ": %s.", pair->why);
    return text;
  }
  change_add(&text, pair);
  ADD(&text, ", %s, %zu %s", versus_p_words(pair->corrected).text, pair->rounds, rounds);
  if (pair->finding == VERSUS_UNTOLD)
    doubt_add(&text, versus, pair);
  ADD(&text, ".");
  return text;
}
