/* Puts texts together, and words the result of a test. */
#include "bench/answers/conclude.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "bench/base/bounded_text.h"
#include "bench/base/servers.h"
#include "common/base/traits.h"
#include "common/suite/options.h"

enum { STRATA_TOLD_MAX = 4 };

void text_add(struct text *text, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  bounded_append_list(text->text, sizeof text->text, format, arguments);
  va_end(arguments);
}

void text_list(struct text *text, size_t index, size_t count, const char *item) {
  text_add(text, "%s%s", index == 0 ? "" : index + 1 == count ? " and " : ", ", item);
}

struct text text_sentence(const char *words) {
  struct text text = {""};
  text_add(&text, "%s", words);
  text.text[0] = (char)toupper((unsigned char)text.text[0]);
  return text;
}

/* Replaces the last sentence by one that says how many there is no room for. */
static void leave_out(struct conclusions *out) {
  out->left_out += out->left_out == 0 ? 2 : 1;
  snprintf(out->texts[CONCLUSIONS_MAX - 1], CONCLUSION_BYTES,
           "%zu more %s no room here; comparisons.tsv has each comparison.", out->left_out,
           word_for((double)out->left_out, "sentence has", "sentences have"));
}

void conclude(struct conclusions *out, const char *format, ...) {
  if (out->count == CONCLUSIONS_MAX) {
    leave_out(out);
    return;
  }
  char *text = out->texts[out->count++];
  va_list arguments;
  *text = '\0';
  va_start(arguments, format);
  bounded_append_list(text, CONCLUSION_BYTES, format, arguments);
  va_end(arguments);
}

/* ---- a comparison in words ---- */

bool is_called(const struct comparison *comparison) {
  return comparison->finding == FINDING_LESS || comparison->finding == FINDING_GREATER;
}

void tally_add(struct tally *tally, const struct comparison *comparison) {
  if (comparison->repeats_least < tally->repeats_least)
    tally->repeats_least = comparison->repeats_least;
  if (comparison->repeats_most > tally->repeats_most)
    tally->repeats_most = comparison->repeats_most;
  tally->called += is_called(comparison);
  tally->level += comparison->finding == FINDING_LEVEL;
  if (is_called(comparison) && comparison->corrected > tally->p_most)
    tally->p_most = comparison->corrected;
}

static struct words p_words(double p, bool several) {
  struct words words = {"p < 0.001"};
  if (p >= 0.001)
    snprintf(words.text, sizeof words.text, "p %s %.2g", several ? "≤" : "=", p);
  return words;
}

struct words tally_words(const struct tally *tally) {
  struct words words;
  int used =
      tally->repeats_least == tally->repeats_most
          ? snprintf(words.text, sizeof words.text, "%zu %s of each cell", tally->repeats_most,
                     word_for((double)tally->repeats_most, "repeat", "repeats"))
          : snprintf(words.text, sizeof words.text, "%zu to %zu repeats of each cell",
                     tally->repeats_least, tally->repeats_most);
  if (tally->called > 0)
    snprintf(words.text + used, sizeof words.text - (size_t)used, ", %.60s",
             p_words(tally->p_most, tally->called > 1).text);
  return words;
}

struct words axis_value_words(const char *axis, const char *value) {
  struct words words;
  if (strcmp(axis, "transport") == 0)
    snprintf(words.text, sizeof words.text, "%s", transport_label(transport_named(value)));
  else if (strcmp(axis, "engine") == 0)
    snprintf(words.text, sizeof words.text, "%s", server_label(server_named(value)));
  else
    words = words_param_value(axis, value);
  return words;
}

/* ---- strata ---- */

static bool strata_differ(const struct comparison *comparison,
                          int (*value)(const struct result_cell *cell)) {
  for (size_t i = 1; i < comparison->strata; i++)
    if (value(comparison_cell(comparison, i, 0)) != value(comparison_cell(comparison, 0, 0)))
      return true;
  return false;
}

static int engine_of(const struct result_cell *cell) {
  return cell->engine;
}

static int transport_of(const struct result_cell *cell) {
  return cell->transport;
}

/* Whether strata differ in that varied parameter. */
static bool strata_differ_in(const struct comparison *comparison, const struct result_pair *pair) {
  static const char *const told[] = {"engine", "transport"};
  for (size_t i = 0; i < sizeof told / sizeof *told; i++)
    if (strcmp(pair->name, told[i]) == 0)
      return false;
  if (strcmp(pair->name, comparison->axis) == 0)
    return false;
  for (size_t i = 0; i < comparison->strata; i++) {
    const char *other = result_varied(comparison_cell(comparison, i, 0), pair->name);
    if (!other || strcmp(other, pair->text) != 0)
      return true;
  }
  return false;
}

static void part_add(struct words *words, const char *part) {
  bounded_append(words->text, sizeof words->text, "%s%s", *words->text ? ", " : "", part);
}

struct words stratum_words(const struct comparison *comparison, size_t stratum) {
  const struct result_cell *cell = comparison_cell(comparison, stratum, 0);
  struct words words = {""};
  if (strata_differ(comparison, engine_of))
    part_add(&words, server_label(cell->engine));
  if (strata_differ(comparison, transport_of))
    part_add(&words, transport_label(cell->transport));
  for (size_t i = 0; i < cell->varied.count; i++) {
    const struct result_pair *pair = &cell->varied.items[i];
    if (strata_differ_in(comparison, pair))
      part_add(&words, words_param(pair->name, pair->text).text);
  }
  return words;
}

struct text strata_words(const struct comparison *comparison) {
  struct text text = {""};
  bool by_engine = strata_differ(comparison, engine_of);
  bool by_transport = strata_differ(comparison, transport_of);
  if (comparison->strata == 1)
    return text;
  if (by_engine == by_transport || comparison->strata > STRATA_TOLD_MAX)
    text_add(&text, "%zu kinds of cells", comparison->strata);
  else
    for (size_t i = 0; i < comparison->strata; i++)
      text_list(&text, i, comparison->strata, stratum_words(comparison, i).text);
  return text;
}

static struct words median_words(const struct comparison *comparison, size_t stratum,
                                 size_t level) {
  const struct result_cell *cell = comparison_cell(comparison, stratum, level);
  return comparison->figure->words(result_median(cell, comparison->figure->id));
}

struct text medians_words(const struct comparison *comparison, size_t level) {
  struct text text = {""};
  const struct words first = median_words(comparison, 0, level);
  bool alike = true;
  for (size_t i = 1; i < comparison->strata; i++)
    alike = alike && strcmp(median_words(comparison, i, level).text, first.text) == 0;
  if (alike)
    text_add(&text, "%s", first.text);
  for (size_t i = 0; !alike && i < comparison->strata; i++)
    text_add(&text, "%s%s %s", i > 0 ? ", " : "", stratum_words(comparison, i).text,
             median_words(comparison, i, level).text);
  return text;
}

/* ---- ratios ---- */

/* Whether the ratio of each stratum lies within the interval of all; true for a single stratum. */
static bool strata_agree(const struct comparison *comparison) {
  const struct rank_ratio *ratio = &comparison->ratio;
  if (comparison->strata == 1)
    return true;
  for (size_t i = 0; i < comparison->strata; i++) {
    double own = comparison_stratum_ratio(comparison, i);
    if (!(own >= ratio->low && own <= ratio->high))
      return false;
  }
  return true;
}

struct text ratio_words(const struct comparison *comparison, bool inverse) {
  struct rank_ratio ratio = comparison->ratio;
  struct text text = {""};
  if (inverse)
    ratio = (struct rank_ratio){1 / ratio.ratio, 1 / ratio.high, 1 / ratio.low, ratio.interval};
  if (isnan(ratio.ratio)) { /* a median is 0 */
    text_add(&text, "%s", (comparison->finding == FINDING_GREATER) != inverse ? "more" : "less");
    return text;
  }
  text_add(&text, "%s (%s%s to %s", words_times(ratio.ratio).text, ratio.interval ? "" : "range ",
           words_number(ratio.low).text, words_number(ratio.high).text);
  for (size_t i = 0; i < comparison->strata && comparison->strata <= STRATA_TOLD_MAX; i++) {
    double own = comparison_stratum_ratio(comparison, i);
    if (!strata_agree(comparison))
      text_add(&text, "%s%s %s", i == 0 ? "; " : ", ", stratum_words(comparison, i).text,
               words_times(inverse ? 1 / own : own).text);
  }
  text_add(&text, ")");
  return text;
}
