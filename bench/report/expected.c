/* Chooses the base of changes, and has the limits judged. */
#include "bench/report/expected.h"

#include "bench/base/bounded_text.h"
#include "bench/compare/base_changes.h"
#include "bench/results/results_load.h"
#include "bench/versus/versus_change.h"
#include "bench/versus/versus_rounds.h"

/* ---- a base that was recorded ---- */

/* The source where the base cannot be read, or be compared; the context is the reason. */
static struct figure_change change_lost(const void *context, const struct result_cell *cell,
                                        enum figure figure) {
  (void)cell, (void)figure;
  return figure_change_unknown(context);
}

static void note_write(struct expected *expected, const struct run_comparison *comparison) {
  bounded_append(expected->note, sizeof expected->note, "A is the base, %s, and B this run.",
                 expected->asked.base);
  for (size_t i = 0; i < comparison->warnings.count; i++)
    bounded_append(expected->note, sizeof expected->note, " %s", comparison->warnings.items[i]);
}

static enum status base_answers(struct expected *expected, const char *run_folder,
                                const struct results *results, struct error *error) {
  struct run_comparison comparison = {.one_run = false};
  struct error reason = {""};
  enum status compared =
      run_comparison_make(&comparison, expected->asked.base, run_folder, NULL, &reason);
  const struct change_source lost = {.change_of = change_lost, .context = reason.text};
  const struct change_source source = compared == STATUS_OK ? base_changes(&comparison) : lost;
  if (compared == STATUS_OK)
    note_write(expected, &comparison);
  enum status status = expectation_answers_make(&expected->answers, &expected->asked.expectations,
                                                results, &source, error);
  run_comparison_release(&comparison);
  return status;
}

/* ---- the answers ---- */

static enum status answers_make(struct expected *expected, const char *run_folder,
                                const struct results *results, struct error *error) {
  const struct change_source versus = versus_changes(results);
  if (expected->asked.base)
    return base_answers(expected, run_folder, results, error);
  return expectation_answers_make(&expected->answers, &expected->asked.expectations, results,
                                  versus_is(results) ? &versus : NULL, error);
}

enum status expected_load(struct expected *expected, const char *run_folder,
                          const struct results *results, struct error *error) {
  *expected = (struct expected){.note = ""};
  if (results->quick) /* it says nothing about limits */
    return STATUS_OK;
  enum status status = asked_limits_load(&expected->asked, run_folder, error);
  if (status == STATUS_OK)
    status = answers_make(expected, run_folder, results, error);
  if (status != STATUS_OK)
    expected_release(expected);
  return status;
}

void expected_release(struct expected *expected) {
  expectation_answers_release(&expected->answers);
  asked_limits_release(&expected->asked);
}

enum status expected_status(const char *run_folder, struct error *error) {
  struct results results = {0};
  struct expected expected;
  enum status status = results_load(&results, run_folder, error);
  if (status != STATUS_OK)
    return status;
  status = expected_load(&expected, run_folder, &results, error);
  if (status == STATUS_OK) {
    status = expectation_answers_status(&expected.answers, error);
    expected_release(&expected);
  }
  results_release(&results);
  return status;
}
