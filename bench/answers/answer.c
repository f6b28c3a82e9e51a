/* Finds the axis that the experiment asks about, and says how sure the answer is. */
#include "bench/answers/answer.h"

#include <math.h>
#include <string.h>

#include "common/base/contract.h"
#include "common/base/traits.h"

struct text *answer_next(struct answer *answer) {
  CONTRACT(answer->count < ANSWER_SENTENCES);
  struct text *sentence = &answer->sentences[answer->count++];
  *sentence->text = '\0';
  return sentence;
}

void text_or(struct text *text, size_t index, size_t count, const char *item) {
  text_add(text, "%s%s", index == 0 ? "" : index + 1 == count ? " or " : ", ", item);
}

static struct words stratum_times(const struct comparison *comparison, size_t stratum,
                                  bool inverse) {
  double ratio = comparison_stratum_ratio(comparison, stratum);
  return words_times(inverse ? 1 / ratio : ratio);
}

struct text answer_ratio(const struct comparison *comparison, bool inverse) {
  struct words first = stratum_times(comparison, 0, inverse);
  struct text text = {""};
  bool exact = comparison->figure->basis == BASIS_COUNTED && !isnan(comparison->ratio.ratio);
  for (size_t i = 1; i < comparison->strata; i++)
    exact = exact && strcmp(stratum_times(comparison, i, inverse).text, first.text) == 0;
  if (!exact)
    return ratio_words(comparison, inverse);
  text_add(&text, "%s", first.text);
  return text;
}

/* ---- faults ---- */

/* The cells that were served again soonest and last after a fault; NULL where none was. */
struct recovery {
  const struct result_cell *soonest, *last;
  size_t never; /* cells in which some users never were */
};

static double served_again_ns(const struct result_cell *cell, size_t fault) {
  return cell->faults[fault].served_again_ns;
}

static struct recovery recovery_of(const struct results *results, size_t fault) {
  struct recovery recovery = {NULL, NULL, 0};
  for (size_t i = 0; i < results->cell_count; i++) {
    const struct result_cell *cell = &results->cells[i];
    if (cell->measured == 0 || fault >= cell->fault_count)
      continue;
    double ns = served_again_ns(cell, fault);
    if (isnan(ns)) {
      recovery.never++;
      continue;
    }
    if (!recovery.soonest || ns < served_again_ns(recovery.soonest, fault))
      recovery.soonest = cell;
    if (!recovery.last || ns > served_again_ns(recovery.last, fault))
      recovery.last = cell;
  }
  return recovery;
}

static void recovery_add(struct text *text, const struct result_cell *cell, size_t fault) {
  text_add(text, "%s on %s (%s)", transport_label(cell->transport), engine_label(cell->engine),
           words_duration_ns(served_again_ns(cell, fault)).text);
}

/* "all users were served again soonest with SSE on lws (1.00 s), last with …" */
static void recovery_say(struct text *text, const struct recovery *recovery, size_t fault) {
  struct words soonest = words_duration_ns(served_again_ns(recovery->soonest, fault));
  struct words last = words_duration_ns(served_again_ns(recovery->last, fault));
  if (strcmp(soonest.text, last.text) == 0) {
    text_add(text, "all users were served again after %s, with every transport alike",
             soonest.text);
    return;
  }
  text_add(text, "all users were served again soonest with ");
  recovery_add(text, recovery->soonest, fault);
  text_add(text, ", last with ");
  recovery_add(text, recovery->last, fault);
}

static size_t faults_most(const struct results *results) {
  size_t most = 0;
  for (size_t i = 0; i < results->cell_count; i++)
    if (results->cells[i].fault_count > most)
      most = results->cells[i].fault_count;
  return most;
}

static int fault_kind(const struct results *results, size_t fault) {
  for (size_t i = 0; i < results->cell_count; i++)
    if (fault < results->cells[i].fault_count)
      return results->cells[i].faults[fault].kind;
  return 0;
}

/* The last sentence is for the confidence. */
void answer_faults(const struct results *results, struct answer *answer) {
  size_t count = faults_most(results), told_max = ANSWER_SENTENCES - 1 - answer->count;
  for (size_t fault = 0; fault < count && fault < told_max; fault++) {
    struct recovery recovery = recovery_of(results, fault);
    struct text *text = answer_next(answer);
    text_add(text, "After the fault “%s” ", fault_kinds[fault_kind(results, fault)].words);
    if (recovery.soonest)
      recovery_say(text, &recovery, fault);
    else
      text_add(text, "some users of every cell were never served again");
    if (recovery.soonest && recovery.never > 0)
      text_add(text, "; in %zu %s some users never were", recovery.never,
               word_for((double)recovery.never, "cell", "cells"));
    if (fault + 1 == told_max && count > told_max)
      text_add(text, "; the table of faults has %zu more", count - told_max);
    text_add(text, ".");
  }
}

/* ---- how sure ---- */

static size_t untestable_count(const struct comparisons *comparisons) {
  size_t count = 0;
  for (size_t i = 0; i < comparisons->count; i++)
    count += comparisons->items[i].finding == FINDING_UNTESTABLE;
  return count;
}

static void tests_add(struct text *text, const struct comparisons *comparisons) {
  size_t untestable = untestable_count(comparisons);
  size_t needed = comparisons_repeats_needed(comparisons);
  if (comparisons->tested > 0)
    text_add(text,
             "How sure: differences in time and memory are called at the 5 %% level over all %zu "
             "tests together, and ratios have 95 %% intervals; bytes and requests are counted "
             "exactly",
             comparisons->tested);
  else if (untestable > 0)
    text_add(text,
             "Cannot tell which is lower in time or memory: the repeats are too few to tell a "
             "difference from chance; bytes and requests are counted exactly");
  else
    text_add(text, "How sure: bytes and requests are counted exactly");
  if (untestable > 0 && comparisons->tested > 0)
    text_add(text, "; %zu of %zu comparisons have too few repeats", untestable, comparisons->count);
  if (untestable > 0 && needed > 0)
    text_add(text, "; %zu of each cell (--set repeats=%zu) would be enough", needed, needed);
}

static void verdicts_add(struct text *text, const struct results *results) {
  size_t suspect = 0, unranked = 0;
  for (size_t i = 0; i < results->cell_count; i++) {
    bool left_out = result_unranked(&results->cells[i]) != NULL;
    unranked += left_out;
    suspect += !left_out && results->cells[i].grade == VERDICT_SUSPECT;
  }
  if (suspect > 0)
    text_add(text, "; %zu of %zu cells %s suspect", suspect, results->cell_count,
             word_for((double)suspect, "is", "are"));
  if (unranked > 0)
    text_add(text, "; %zu of %zu cells %s not compared", unranked, results->cell_count,
             word_for((double)unranked, "is", "are"));
}

static void confidence_say(const struct results *results, const struct comparisons *comparisons,
                           struct answer *answer) {
  struct text *text = answer_next(answer);
  if (comparisons->count > 0)
    tests_add(text, comparisons);
  else if (faults_most(results) > 0)
    text_add(text, "How sure: the effects of faults are of the first repeat and are not tested, so "
                   "chance is in them");
  else
    text_add(text, "Cannot tell: the run has no two cells that may be compared");
  verdicts_add(text, results);
  text_add(text, ".");
}

/* The axis of the first comparison: asked axes stand in the experiment's order. */
static const char *axis_of(const struct comparisons *comparisons) {
  for (size_t i = 0; i < comparisons->count; i++)
    if (!comparisons->items[i].at)
      return comparisons->items[i].axis;
  return NULL;
}

void answer_draw(const struct results *results, const struct comparisons *comparisons,
                 struct answer *answer) {
  const char *axis = axis_of(comparisons);
  answer->count = 0;
  if (results->cell_count == 0)
    return;
  if (!axis)
    answer_faults(results, answer);
  else if (strcmp(axis, "transport") == 0 || strcmp(axis, "engine") == 0)
    answer_choice(comparisons, axis, answer);
  else
    answer_effects(comparisons, axis, answer);
  confidence_say(results, comparisons, answer);
}
