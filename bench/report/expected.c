/* Has the limits of a run judged. */
#include "bench/report/expected.h"

#include "bench/results/results_load.h"

enum status expected_load(struct expected *expected, const char *run_folder,
                          const struct results *results, struct error *error) {
  *expected = (struct expected){.note = ""};
  enum status status = asked_limits_load(&expected->asked, run_folder, error);
  if (status == STATUS_OK)
    status = expectation_answers_make(&expected->answers, &expected->asked.expectations, results,
                                      NULL, error);
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
