/* Words the effects of each variant: "nagle against base: …". */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "bench/answers/conclude.h"
#include "bench/answers/variants.h"
#include "common/base/traits.h"

/* The parts of one variant's sentence. */
struct changes {
  struct text called, level;
  struct tally tally;
};

static bool is_of(const struct comparison *comparison, const struct compared_figure *figure,
                  const char *variant) {
  return comparison->figure == figure && strcmp(comparison->axis, "variant") == 0 &&
         strcmp(comparison->levels[1], variant) == 0;
}

/* "2.08×", or "2.08× (civetweb 2.10×)" where strata have other ratios, or "(payload 1024 B 0.45×)"
 * where only some strata changed. Empty where none did. */
static struct text counted_words(const struct comparison *comparison) {
  struct text text = {""}, others = {""};
  struct words first = words_times(comparison_stratum_ratio(comparison, 0));
  bool all = is_called(comparison);
  if (all)
    text_add(&text, "%s", first.text);
  for (size_t i = all ? 1 : 0; i < comparison->strata; i++) {
    struct words own = words_times(comparison_stratum_ratio(comparison, i));
    bool differs = comparison_stratum_finding(comparison, i) != FINDING_LEVEL;
    if (all ? strcmp(own.text, first.text) != 0 : differs)
      text_add(&others, "%s%s %s", *others.text ? ", " : "", stratum_words(comparison, i).text,
               own.text);
  }
  if (*others.text)
    text_add(&text, "%s(%s)", all ? " " : "", others.text);
  return text;
}

static void item_add(struct text *text, const char *what, bool first_of_figure,
                     const struct comparison *comparison, const char *ratio) {
  if (first_of_figure)
    text_add(text, "%s%s: ", *text->text ? "; " : "", what);
  else
    text_add(text, ", ");
  text_add(text, "%s%s%s", transport_label(comparison->transport), *ratio ? " " : "", ratio);
}

static void figure_add(struct changes *changes, const struct comparisons *comparisons,
                       const struct compared_figure *figure, const char *variant) {
  size_t called = 0, level = 0;
  for (size_t i = 0; i < comparisons->count; i++) {
    const struct comparison *comparison = &comparisons->items[i];
    bool counted = figure->basis == BASIS_COUNTED;
    if (!is_of(comparison, figure, variant) || comparison->finding == FINDING_UNTESTABLE)
      continue;
    struct text ratio = counted ? counted_words(comparison) : ratio_words(comparison, false);
    if (!counted)
      tally_add(&changes->tally, comparison);
    if (counted ? *ratio.text != '\0' : is_called(comparison))
      item_add(&changes->called, figure->what, called++ == 0, comparison, ratio.text);
    else if (!counted)
      item_add(&changes->level, figure->what, level++ == 0, comparison, "");
  }
}

static void conclude_variant(const struct results *results, const struct comparisons *comparisons,
                             const char *variant, struct conclusions *out) {
  struct changes changes = {.tally = TALLY_NONE};
  struct text sentence = {""};
  for (const struct compared_figure *figure = compared_figures; figure->what; figure++)
    figure_add(&changes, comparisons, figure, variant);
  if (!*changes.called.text && !*changes.level.text)
    return;
  text_add(&sentence, "%s (%s) against %s", variant, variant_sets(results, variant),
           variants_base_name(results, variant));
  if (*changes.called.text)
    text_add(&sentence, ": %s", changes.called.text);
  if (*changes.level.text)
    text_add(&sentence, "%so significant difference in %s", *changes.called.text ? ". N" : ": n",
             changes.level.text);
  if (changes.tally.repeats_most > 0)
    text_add(&sentence, "; %s", tally_words(&changes.tally).text);
  conclude(out, "%s.", sentence.text);
}

void conclude_variants(const struct results *results, const struct comparisons *comparisons,
                       struct conclusions *out) {
  for (size_t i = 0; i < results->variants.count; i++)
    conclude_variant(results, comparisons, results->variants.items[i].name, out);
}
