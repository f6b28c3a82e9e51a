/* Prints the answers by verdict. */
#include "bench/report/expectation_lines.h"

#include "bench/base/terminal.h"
#include "bench/report/expected.h"
#include "bench/results/results_load.h"

enum { LINE_BYTES = EXPECTATION_WHY_BYTES + 1024 };

static void line_print(FILE *out, const struct expectation_answer *answer, size_t width) {
  char line[LINE_BYTES];
  snprintf(line, sizeof line, "%s: %s%s%.300s: %s", expectation_verdict_words(answer->verdict),
           expectation_words(answer->expectation).text, answer->cell ? " in " : "",
           answer->cell ? answer->cell->name : "", answer->why);
  text_wrap(out, "", line, width);
}

static void lines_print(FILE *out, const struct expectation_answers *answers, size_t width) {
  static const enum expectation_verdict order[] = {EXPECTATION_BROKEN, EXPECTATION_INVALID,
                                                   EXPECTATION_UNKNOWN, EXPECTATION_NO_CELL};
  size_t printed = 0, left = answers->count - answers->counts[EXPECTATION_HOLDS];
  for (size_t i = 0; i < sizeof order / sizeof *order; i++)
    for (size_t j = 0; j < answers->count && printed < EXPECTATION_LINES_MAX; j++)
      if (answers->items[j].verdict == order[i]) {
        line_print(out, &answers->items[j], width);
        printed++;
      }
  if (left > printed)
    fprintf(out, "And %zu more limits that do not hold: expectations.tsv has all.\n",
            left - printed);
}

enum status expectation_lines_print(FILE *out, const char *run_folder,
                                    const struct results *results, size_t width,
                                    struct error *error) {
  struct expected expected;
  enum status status = expected_load(&expected, run_folder, results, error);
  if (status != STATUS_OK)
    return status;
  if (expected.answers.count > 0) {
    lines_print(out, &expected.answers, width);
    if (*expected.note)
      text_wrap(out, "", expected.note, width);
    fprintf(out, "%s.\n", expectation_answers_words(&expected.answers).text);
  }
  expected_release(&expected);
  return STATUS_OK;
}

enum status expectation_lines_of_run(FILE *out, const char *run_folder, size_t width,
                                     struct error *error) {
  struct results results = {0};
  enum status status = results_load(&results, run_folder, error);
  if (status == STATUS_OK)
    status = expectation_lines_print(out, run_folder, &results, width, error);
  results_release(&results);
  return status;
}
