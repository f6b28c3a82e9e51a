/* Looks whether the figures of a run are within the bounds of its experiment. */
#include <stdio.h>

#include "bench/answers/precisions.h"
#include "bench/judge/looks.h"
#include "bench/results/record.h"
#include "bench/results/results_load.h"
#include "bench/run/run_state.h"
#include "common/base/numerals.h"

static void look_tell(const struct run *run, size_t round, const struct precisions *precisions) {
  size_t next = look_next(round, run_repeats(run));
  if (run->progress.terminal)
    fputs("\r\033[K", stderr);
  fprintf(stderr, "after %zu repeats: %zu of %zu named figures %s within %s", round,
          precisions->count - precisions->missed - precisions->unmeasured, precisions->count,
          word_for((double)precisions->count, "is", "are"),
          word_for((double)precisions->count, "its bound", "their bounds"));
  if (precisions->unmeasured > 0)
    fprintf(stderr, ", %zu %s not measured", precisions->unmeasured,
            word_for((double)precisions->unmeasured, "is", "are"));
  if (!precisions_suffice(precisions) && next > round)
    fprintf(stderr, "; on to %zu repeats", next);
  fputc('\n', stderr);
}

enum status look_take(struct run *run, size_t round, bool *over, struct error *error) {
  struct results results = {0};
  struct precisions precisions = {0};
  const char *folder = run->folder.partial.text;
  enum status status = record_update(run->record, run->documents, run_repeats(run), folder, error);
  if (status != STATUS_OK)
    return status;
  status = results_load(&results, folder, error);
  if (status != STATUS_OK)
    return status;
  status = precisions_of(&precisions, &results, error);
  if (status == STATUS_OK) {
    *over = precisions_suffice(&precisions);
    look_tell(run, round, &precisions);
  }
  precisions_release(&precisions);
  results_release(&results);
  return status;
}
