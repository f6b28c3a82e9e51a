/* Finds the axis that the experiment asks about, and says how sure the answer is. */
#include "bench/answers/answer.h"

#include <string.h>

#include "bench/answers/answer_choice.h"
#include "bench/answers/answer_effects.h"
#include "bench/answers/answer_faults.h"

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
  else if (answer_fault_count(results) > 0)
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
