/* Judges a change from a base. */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>

#include "bench/base/figure_basis.h"
#include "bench/base/figure_words.h"
#include "bench/judge/side_repeats.h"
#include "bench/limits/expectation_judge.h"
#include "common/base/whole.h"

/* "+19.8 %", "−3.1 %" */
static struct words ratio_words(double ratio) {
  struct words words;
  double percent = 100 * (ratio - 1);
  if (!isfinite(ratio))
    return words_number(NAN);
  snprintf(words.text, sizeof words.text, "%s%.*f %%", percent < 0 ? "−" : "+",
           fabs(percent) < 99.95 ? 1 : 0, fabs(percent));
  return words;
}

/* "from 20.1 ms to 24.1 ms, +19.8 %, 95 % interval +17.2 % to +22.0 %, 8 rounds" */
static void change_say(struct expectation_answer *answer, const struct figure_change *change) {
  enum figure figure = answer->expectation->selector.figure;
  expectation_say(answer, "from %s to %s", figure_words(figure, change->base.median).text,
                  figure_words(figure, change->run.median).text);
  if (isfinite(change->ratio.ratio))
    expectation_say(answer, ", %s, %s %s to %s", ratio_words(change->ratio.ratio).text,
                    change->ratio.interval ? "95 % interval" : "single ratios",
                    ratio_words(change->ratio.low).text, ratio_words(change->ratio.high).text);
  if (change->pairs > 0)
    expectation_say(answer, ", %zu %s", change->pairs, change->of);
}

/* ---- by every repeat ---- */

/* Whether every repeat of the run, against every one of the base, is within the limit. Without
 * division: the base may be 0. */
static bool all_within(const struct figure_change *change, const struct change_limit *limit) {
  bool more = isinf(limit->greatest) ||
              change->run.greatest <= limit->greatest * change->base.least * (1 + 1e-9);
  bool less = change->run.least >= limit->least * change->base.greatest * (1 - 1e-9);
  return more && less;
}

/* Whether every one is beyond it, on the same side. Where the base has none at all, one is enough.
 */
static bool all_beyond(const struct figure_change *change, const struct change_limit *limit) {
  if (change->base.greatest == 0)
    return isfinite(limit->greatest) && change->run.greatest > 0;
  return change->run.least > limit->greatest * change->base.greatest * (1 + 1e-9) ||
         change->run.greatest < limit->least * change->base.least * (1 - 1e-9);
}

/* ---- by the interval ---- */

/* The repeats with which the interval's near end would be beyond the limit, or its far end within,
 * in four of five runs: its width shrinks with the root of their number, and the estimate lies
 * beyond the limit by as much as it does now. Of a normal estimate (z of 97.5 % and of 80 %). */
static size_t repeats_wanted(const struct figure_change *change, const struct change_limit *limit) {
  const double power = (1.96 + 0.84) / 1.96;
  double half = log(change->ratio.high / change->ratio.low) / 2;
  double nearest = fmin(fabs(log(change->ratio.ratio / limit->greatest)),
                        fabs(log(change->ratio.ratio / limit->least)));
  double wanted = (double)change->pairs * pow(power * half / nearest, 2);
  if (!change->ratio.interval)
    wanted = fmax(wanted, (double)change->pairs_min);
  return wanted <= SIDE_REPEATS_MAX ? whole_of(ceil(wanted)) : 0;
}

static void unknown_change(struct expectation_answer *answer, const struct figure_change *change,
                           const char *reason) {
  answer->repeats_wanted = isfinite(change->ratio.ratio) && change->ratio.low > 0
                               ? repeats_wanted(change, &answer->expectation->change)
                               : 0;
  expectation_say(answer, ": %s", reason);
  if (answer->repeats_wanted > change->pairs)
    expectation_say(answer, "; %zu %s would probably tell", answer->repeats_wanted, change->of);
}

static void interval_judge(struct expectation_answer *answer, const struct figure_change *change) {
  const struct change_limit *limit = &answer->expectation->change;
  const struct rank_ratio *ratio = &change->ratio;
  if (change->pairs == 0)
    unknown_change(answer, change, "single repeats do not have the figure, so it has no interval");
  else if (!isfinite(ratio->ratio))
    unknown_change(answer, change, "there is no ratio to a base of 0");
  else if (!ratio->interval)
    unknown_change(answer, change, "too few for an interval");
  else if (ratio->low >= limit->least && ratio->high <= limit->greatest)
    answer->verdict = EXPECTATION_HOLDS;
  else if (ratio->low > limit->greatest || ratio->high < limit->least)
    answer->verdict = EXPECTATION_BROKEN;
  else
    unknown_change(answer, change, "the limit lies within the interval");
}

static void change_judge(struct expectation_answer *answer, const struct figure_change *change) {
  const struct change_limit *limit = &answer->expectation->change;
  bool counted = figure_basis_of(answer->expectation->selector.figure) == BASIS_COUNTED;
  if (counted && all_within(change, limit))
    answer->verdict = EXPECTATION_HOLDS;
  else if (counted && all_beyond(change, limit))
    answer->verdict = EXPECTATION_BROKEN;
  else
    interval_judge(answer, change);
}

struct expectation_answer expectation_judge_change(const struct expectation *expectation,
                                                   const struct result_cell *cell,
                                                   const struct figure_change *change) {
  struct expectation_answer answer = {.expectation = expectation,
                                      .cell = cell,
                                      .verdict = EXPECTATION_UNKNOWN,
                                      .value = change->ratio.ratio,
                                      .low = change->ratio.low,
                                      .high = change->ratio.high,
                                      .repeats = change->pairs};
  bool there = !isnan(change->base.median) && !isnan(change->run.median);
  if (expectation_invalid(&answer))
    return answer;
  if (there)
    change_say(&answer, change);
  if (*change->doubt.text)
    expectation_say(&answer, "%s%s", there ? "; not called: " : "", change->doubt.text);
  else if (there)
    change_judge(&answer, change);
  else
    expectation_say(&answer, "not measured in %s",
                    isnan(change->base.median) ? "the base" : "this run");
  expectation_suspect_say(&answer);
  return answer;
}
