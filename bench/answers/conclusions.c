/* Puts the sentences in order: faults and idle cells, comparisons, then other facts. */
#include "bench/answers/conclusions.h"

#include <stdio.h>
#include <string.h>

#include "bench/answers/conclude.h"

static size_t called_count(const struct comparisons *comparisons) {
  size_t count = 0;
  for (size_t i = 0; i < comparisons->count; i++)
    count += is_called(&comparisons->items[i]);
  return count;
}

static size_t untestable_count(const struct comparisons *comparisons) {
  size_t count = 0;
  for (size_t i = 0; i < comparisons->count; i++)
    count += comparisons->items[i].finding == FINDING_UNTESTABLE;
  return count;
}

/* Says that differences cannot be tested, and how many repeats would be enough. */
static void conclude_too_few(const struct comparisons *comparisons, struct conclusions *out) {
  size_t few = untestable_count(comparisons);
  size_t needed = comparisons_repeats_needed(comparisons);
  struct text text = {""};
  if (few == 0)
    return;
  text_add(&text, "Too few repeats to tell %sdifferences in time and memory from chance",
           comparisons->tested == 0 ? "" : "some ");
  if (needed > 0)
    text_add(&text, "; %zu of each cell (--set repeats=%zu) would be enough", needed, needed);
  conclude(out, "%s.", text.text);
}

static void note_write(const struct comparisons *comparisons, struct conclusions *out) {
  if (comparisons->tested > 0)
    snprintf(
        out->note, sizeof out->note,
        "Times and memory differ significantly where an exact rank test over the repeats says so "
        "at the 5 %% level, corrected for all %zu tests of this report; p is the corrected value. "
        "Each ratio is followed by its 95 %% confidence interval, or by the range over all pairs "
        "of repeats where these are too few. “No significant difference” does not mean equal. "
        "Bytes and requests are counted exactly and need no test. comparisons.tsv has each "
        "comparison.",
        comparisons->tested);
  else if (called_count(comparisons) > 0)
    snprintf(out->note, sizeof out->note,
             "Bytes and requests are counted exactly and need no test. comparisons.tsv has each "
             "comparison.");
}

void conclusions_draw(const struct results *results, const struct comparisons *comparisons,
                      struct conclusions *out) {
  out->count = out->left_out = 0;
  *out->note = '\0';
  conclude_faults(results, out);
  conclude_idle(results, out);
  conclude_too_few(comparisons, out);
  conclude_pairs(comparisons, "transport", out);
  conclude_pairs(comparisons, "engine", out);
  conclude_variants(results, comparisons, out);
  conclude_along(comparisons, out);
  conclude_facts(results, out);
  conclude_left_out(results, comparisons->count > 0, out);
  note_write(comparisons, out);
}
