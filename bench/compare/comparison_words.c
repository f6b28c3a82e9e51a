/* Words a comparison. */
#include "bench/compare/comparison_words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/base/bounded_text.h"
#include "bench/compare/change_words.h"
#include "bench/results/cell_mark.h"
#include "common/base/numerals.h"

enum { CHANGES_TOLD_MAX = 10, CELLS_TOLD_MAX = 10 };

struct words pair_words(const struct run_comparison *comparison, const struct cell_pair *pair) {
  return cell_words(&comparison->a.results, pair->a);
}

/* ---- the runs ---- */

static void run_say(char side, const struct compared_run *run, struct notes *out) {
  const struct results *results = &run->results;
  notes_add(out, "%c: %s: %s, %s, %s%s.", side, run->folder.text,
            results->name ? results->name : "an unnamed experiment",
            results->started ? results->started : "at an unknown time", run_build_words(run).text,
            run->kept ? "; kept without its cells, so its figures are those of summary.tsv" : "");
}

void say_runs(const struct run_comparison *comparison, struct notes *out) {
  run_say('A', &comparison->a, out);
  run_say('B', &comparison->b, out);
}

/* ---- the method ---- */

static struct words span_words(double seconds) {
  struct words words;
  if (isnan(seconds))
    return (struct words){"at unknown times"};
  if (seconds < 120)
    snprintf(words.text, sizeof words.text, "%.0f seconds", seconds);
  else if (seconds < 5400)
    snprintf(words.text, sizeof words.text, "%.0f minutes", seconds / 60);
  else if (seconds < 172800)
    snprintf(words.text, sizeof words.text, "%.1f hours", seconds / 3600);
  else
    snprintf(words.text, sizeof words.text, "%.0f days", seconds / 86400);
  return words;
}

/* The least and the greatest change beyond which times are called, each by itself. */
static void limits_say(const struct run_comparison *comparison, struct notes *out) {
  const struct changes *changes = &comparison->changes;
  double least = INFINITY, greatest = 0;
  for (size_t i = 0; i < changes->count; i++) {
    const struct change *change = &changes->items[i];
    if (change->basis != CHANGE_BASELINE)
      continue;
    least = fmin(least, change->limit);
    greatest = fmax(greatest, change->limit);
  }
  if (!(greatest > 0))
    return;
  notes_add(
      out,
      "By the baseline two runs of one build differ by more than %s (the steadiest figure) to "
      "%s (the least steady) in one of twenty cases; the tests of all %zu figures together "
      "are corrected at that level (Holm).",
      ratio_change_words(least).text, ratio_change_words(greatest).text, changes->tests);
}

static void baseline_say(const struct run_comparison *comparison, struct notes *out) {
  const struct baseline *baseline = &comparison->baseline;
  notes_add(out, "Baseline: %s: %zu %s of one build%s within %s.", baseline->folder.text,
            baseline->count, word_for((double)baseline->count, "run", "runs"),
            baseline->left_out > 0 ? " (others did not come to their end)" : "",
            span_words(baseline_span_s(baseline)).text);
  if (!runs_of_one_build(&baseline->runs[0].run, &comparison->a) &&
      !runs_of_one_build(&baseline->runs[0].run, &comparison->b))
    notes_add(out, "The baseline is of another build than A and B; its spread is taken for "
                   "theirs.");
  limits_say(comparison, out);
}

static void no_baseline_say(const struct run_comparison *comparison, struct notes *out) {
  const char *name = comparison->b.results.name;
  if (machines_differ_in(&comparison->a, &comparison->b))
    return; /* a warning has said it */
  if (*comparison->unfit.text)
    notes_add(out, "The baseline does not fit: %s.", comparison->unfit.text);
  notes_add(
      out,
      "There is no baseline for this machine, so times are shown and not called. `pushbench "
      "baseline %s` records one, in some hours; `pushbench run %s --versus FOLDER` judges two "
      "builds in one run.",
      name ? name : "EXPERIMENT", name ? name : "EXPERIMENT");
}

static void clock_say(const struct run_comparison *comparison, struct notes *out) {
  for (size_t i = 0; i < comparison->matches.count; i++) {
    double bytes = change_clock_bytes(&comparison->matches.pairs[i]);
    if (bytes == 0 || isnan(bytes))
      continue;
    notes_add(out,
              "The messages of B are %s %s: they have two instants of the machine's clock, whose "
              "digits grow with the time since it started. Bytes on the wire are compared, and "
              "shown for B, without that.",
              words_bytes(fabs(bytes)).text, bytes > 0 ? "longer" : "shorter");
    return;
  }
}

void say_method(const struct run_comparison *comparison, struct notes *out) {
  double apart_s = runs_apart_s(&comparison->a, &comparison->b);
  notes_add(out,
            "The runs were recorded apart (%s%s), and the machine may have moved between them. So "
            "bytes, requests and counts are called; times, processor time and memory only beyond "
            "what this machine's own runs of one build differ by.",
            span_words(apart_s).text, isnan(apart_s) ? "" : " between their beginnings");
  clock_say(comparison, out);
  if (comparison->baseline.count > 0)
    baseline_say(comparison, out);
  else
    no_baseline_say(comparison, out);
}

/* ---- what was found ---- */

static void change_say(const struct run_comparison *comparison, const struct change *change,
                       struct notes *out) {
  struct words interval = change_interval_words(change);
  notes_add(out, "%s in B: %s, %s: %s in A, %s in B (%s%s%s).",
            change->finding == CHANGE_WORSE ? "Worse" : "Better", change->figure->what,
            pair_words(comparison, change->pair).text, change->figure->words(change->a).text,
            change->figure->words(change->b).text, change_size_words(change).text,
            *interval.text ? ", " : "", interval.text);
}

static void found_say(const struct run_comparison *comparison, enum change_finding finding,
                      struct notes *out) {
  const struct changes *changes = &comparison->changes;
  size_t told = 0, found = changes_found(changes, finding);
  for (size_t i = 0; i < changes->count && told < CHANGES_TOLD_MAX; i++) {
    if (changes->items[i].finding != finding)
      continue;
    change_say(comparison, &changes->items[i], out);
    told++;
  }
  if (found > told)
    notes_add(out, "%s in B: %zu more; the table has them.",
              finding == CHANGE_WORSE ? "Worse" : "Better", found - told);
}

static void broken_say(const struct run_comparison *comparison, struct notes *out) {
  const struct changes *changes = &comparison->changes;
  for (size_t i = 0; i < changes->uncompared_count; i++)
    if (uncompared_is_worse(&changes->uncompared[i]))
      notes_add(out, "Worse in B: %s is not good any more: %s.",
                pair_words(comparison, changes->uncompared[i].pair).text,
                changes->uncompared[i].b_reason);
}

static void unable_say(const struct run_comparison *comparison, struct notes *out) {
  size_t unable = changes_found(&comparison->changes, CHANGE_CANNOT_TELL);
  size_t repeats = changes_repeats_needed(&comparison->changes);
  if (unable == 0)
    return;
  notes_add(out, "%zu %s cannot be told: the repeats are too few%s%s.", unable,
            word_for((double)unable, "count", "counts"),
            repeats > 0 ? "; so many of each cell would do: " : "",
            repeats > 0 ? words_count((double)repeats).text : "");
}

void say_findings(const struct run_comparison *comparison, struct notes *out) {
  const struct changes *changes = &comparison->changes;
  size_t worse = changes_found(changes, CHANGE_WORSE),
         better = changes_found(changes, CHANGE_BETTER);
  size_t shown = changes_found(changes, CHANGE_NOT_CALLED);
  broken_say(comparison, out);
  found_say(comparison, CHANGE_WORSE, out);
  found_say(comparison, CHANGE_BETTER, out);
  if (worse + better == 0)
    notes_add(out, "Of what is called nothing differs beyond chance.");
  else
    notes_add(out, "Of %zu %s %zu %s worse in B, and %zu better.", changes->count - shown,
              word_for((double)(changes->count - shown), "figure that is called",
                       "figures that are called"),
              worse, word_for((double)worse, "is", "are"), better);
  unable_say(comparison, out);
  if (shown > 0)
    notes_add(out, "%zu %s shown and not called.", shown,
              word_for((double)shown, "figure is", "figures are"));
}

/* ---- what was left out ---- */

static void alone_say(const struct run_comparison *comparison, char side, struct notes *out) {
  bool of_a = side == 'A';
  const struct cell_matches *matches = &comparison->matches;
  const struct results *results = of_a ? &comparison->a.results : &comparison->b.results;
  const struct result_cell *const *cells = of_a ? matches->only_a : matches->only_b;
  size_t count = of_a ? matches->only_a_count : matches->only_b_count;
  for (size_t i = 0; i < count && i < CELLS_TOLD_MAX; i++)
    notes_add(out, "Only in %c: %s; the nearest cell of the other differs in %s.", side,
              cell_words(results, cells[i]).text, cell_nearest_words(matches, cells[i]).text);
  if (count > CELLS_TOLD_MAX)
    notes_add(out, "Only in %c: %zu more %s.", side, count - CELLS_TOLD_MAX,
              word_for((double)(count - CELLS_TOLD_MAX), "cell", "cells"));
}

void say_left_out(const struct run_comparison *comparison, struct notes *out) {
  const struct changes *changes = &comparison->changes;
  for (size_t i = 0; i < changes->uncompared_count; i++) {
    const struct uncompared *uncompared = &changes->uncompared[i];
    if (!uncompared_is_worse(uncompared))
      notes_add(out, "Not compared: %s: in %s: %s.", pair_words(comparison, uncompared->pair).text,
                uncompared->b_reason ? "A and B" : "A", uncompared->a_reason);
  }
  alone_say(comparison, 'A', out);
  alone_say(comparison, 'B', out);
}
