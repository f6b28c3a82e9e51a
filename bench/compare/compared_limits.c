/* Has limits judged by the changes of a comparison. */
#include "bench/compare/compared_limits.h"

#include "bench/compare/base_changes.h"
#include "bench/results/cell_mark.h"
#include "bench/results/selected.h"

enum status compared_limits_judge(struct run_comparison *comparison, const char *const *fail_ons,
                                  size_t count, struct error *error) {
  struct expectations *limits = &comparison->limits;
  const struct change_source source = base_changes(comparison);
  enum status status = STATUS_OK;
  for (size_t i = 0; status == STATUS_OK && i < count; i++)
    status = expectations_add(limits, fail_ons[i], EXPECT_CHANGE, error);
  for (size_t i = 0; status == STATUS_OK && i < limits->count; i++)
    status = selector_check_results(&limits->items[i].selector, &comparison->b.results, error);
  return status == STATUS_OK ? expectation_answers_make(&comparison->answers, limits,
                                                        &comparison->b.results, &source, error)
                             : status;
}

void say_limits(const struct run_comparison *comparison, struct notes *out) {
  const struct expectation_answers *answers = &comparison->answers;
  for (size_t i = 0; i < answers->count; i++) {
    const struct expectation_answer *answer = &answers->items[i];
    if (answer->cell)
      notes_add(out, "Limit %s, %s: %s: %s.", expectation_words(answer->expectation).text,
                cell_words(&comparison->b.results, answer->cell).text,
                expectation_verdict_words(answer->verdict), answer->why);
  }
  if (answers->count > 0)
    notes_add(out, "%s.", expectation_answers_words(answers).text);
}
