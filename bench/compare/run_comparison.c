/* Carries a comparison out, step by step. */
#include "bench/compare/run_comparison.h"

#include <stdio.h>
#include <string.h>

#include "bench/base/bounded_text.h"

static enum status baseline_take(struct run_comparison *comparison,
                                 const struct compared_pair *pair, const char *folder,
                                 struct error *error) {
  if (!folder)
    return baseline_search(&comparison->baseline, pair, &comparison->unfit, error);
  enum status status = baseline_load(&comparison->baseline, folder, error);
  if (status != STATUS_OK)
    return status;
  struct words unfit = baseline_unfit(&comparison->baseline, pair);
  return *unfit.text
             ? error_set(error, STATUS_USAGE, "--baseline %.200s: %.200s", folder, unfit.text)
             : STATUS_OK;
}

static void without_say(struct run_comparison *comparison) {
  const char *why = machines_differ_in(&comparison->a, &comparison->b)
                        ? "A and B are of two machines"
                        : "there is no baseline";
  if (comparison->baseline.count == 0)
    bounded_append(comparison->without.text, sizeof comparison->without.text, "%s", why);
}

enum status run_comparison_make(struct run_comparison *comparison, const char *a, const char *b,
                                const char *baseline, struct error *error) {
  *comparison = (struct run_comparison){.one_run = false};
  struct compared_pair pair = {&comparison->a, &comparison->b, &comparison->matches};
  enum status status = compared_run_load(&comparison->a, a, error);
  if (status == STATUS_OK)
    status = compared_run_load(&comparison->b, b, error);
  comparison->one_run = status == STATUS_OK && runs_are_one(pair.a, pair.b);
  if (status != STATUS_OK || comparison->one_run)
    return status;
  status = cells_match(&comparison->matches, &comparison->a.results, &comparison->b.results, error);
  if (status == STATUS_OK)
    status = conditions_require(&pair, error);
  if (status == STATUS_OK)
    status = baseline_take(comparison, &pair, baseline, error);
  if (status != STATUS_OK)
    return status;
  conditions_warn(&comparison->warnings, &pair);
  without_say(comparison);
  return changes_make(&comparison->changes, &pair, &comparison->baseline, comparison->without.text,
                      error);
}

void run_comparison_release(struct run_comparison *comparison) {
  expectation_answers_release(&comparison->answers);
  expectations_release(&comparison->limits);
  changes_release(&comparison->changes);
  baseline_release(&comparison->baseline);
  notes_release(&comparison->warnings);
  cell_matches_release(&comparison->matches);
  compared_run_release(&comparison->a);
  compared_run_release(&comparison->b);
}
