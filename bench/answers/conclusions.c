/* Draws conclusions: what the comparisons found, then what is not compared. */
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

/* What a sentence may not say, and how it could. */
static void conclude_too_few(const struct comparisons *comparisons, struct conclusions *out) {
  size_t few = untestable_count(comparisons);
  size_t needed = comparisons_repeats_needed(comparisons);
  struct text text = {""};
  if (few == 0)
    return;
  text_add(&text, "%s cannot be told from chance: there are too few repeats",
           comparisons->tested == 0 ? "Differences in time and memory"
                                    : "Some differences in time and memory");
  if (needed > 0)
    text_add(&text, "; with %zu of each cell (--set repeats=%zu) all could be", needed, needed);
  conclude(out, "%s.", text.text);
}

static void note_write(const struct comparisons *comparisons, struct conclusions *out) {
  if (comparisons->tested > 0)
    snprintf(out->note, sizeof out->note,
             "Times are called different where exact rank tests over the repeats say so, corrected "
             "for all %zu that this report makes: of twenty reports of equals one calls anything. "
             "p is the corrected one. Behind each factor stands what it may be between, at 95 %%. "
             "“Not told apart” does not mean equal. Bytes and requests are counted, and differ "
             "exactly. comparisons.tsv has each comparison.",
             comparisons->tested);
  else if (called_count(comparisons) > 0)
    snprintf(out->note, sizeof out->note,
             "Bytes and requests are counted, and differ exactly. comparisons.tsv has each "
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
  conclude_left_out(results, out);
  note_write(comparisons, out);
}
