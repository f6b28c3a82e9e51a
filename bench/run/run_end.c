/* Ends a run: completes its folder, draws it, prints it, and judges it. */
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "bench/answers/claim_judge.h"
#include "bench/base/terminal.h"
#include "bench/chart/chart.h"
#include "bench/judge/verdict.h"
#include "bench/report/expected.h"
#include "bench/report/report.h"
#include "bench/report/terminal_table.h"
#include "bench/results/record.h"
#include "bench/run/run.h"
#include "bench/run/run_state.h"
#include "common/base/log.h"
#include "common/base/numerals.h"
#include "documents/run_document.h"

enum status run_draw(const char *folder, struct error *error) {
  struct path plots;
  struct error reason;
  enum status drawn = plots_find(&plots, error);
  if (drawn != STATUS_OK)
    return drawn;
  drawn = chart_draw_all(folder, plots.text, error);
  enum status written = report_write(folder, &reason);
  if (drawn != STATUS_OK)
    return drawn;
  return written == STATUS_OK ? STATUS_OK : error_set(error, written, "%.500s", reason.text);
}

static bool any_invalid(const struct run *run) {
  for (size_t i = 0; i < run->plan.cells.count * run_repeats(run); i++) {
    const json_t *verdict = json_object_get(run->documents[i], "verdict");
    if (verdict && verdict_is(verdict, "invalid"))
      return true;
  }
  return false;
}

/* Draws the charts and prints the table; the results are on the disk by now. */
static enum status run_show(const struct run *run, struct error *error) {
  const char *folder = run->folder.final.text;
  enum status status = run_draw(folder, error);
  enum status linked = run_folder_link(&run->folder, status == STATUS_OK ? error : NULL);
  enum status shown = table_print(stdout, folder, terminal_columns(STDOUT_FILENO),
                                  status == STATUS_OK ? error : NULL);
  if (status == STATUS_OK)
    status = linked != STATUS_OK ? linked : shown;
  printf("%s/report.html\n", folder);
  fflush(stdout);
  return status;
}

/* Completes the folder and shows it; where the disk is full, finished cells stay in the partial
 * folder. */
static enum status run_keep(struct run *run, bool whole, struct error *error) {
  enum status status =
      record_complete(run->record, run->documents, run_repeats(run), whole ? "done" : "interrupted",
                      run->folder.partial.text, error);
  if (status == STATUS_OK)
    status = run_folder_finish(&run->folder, error);
  if (status == STATUS_OK)
    return run->request->figures_only ? STATUS_OK : run_show(run, error);
  log_warning("what is finished is in %s; where there is room, `pushbench report` reads it, and "
              "`pushbench run --resume` goes on with it",
              run->folder.partial.text);
  return status;
}

/* Checks the verdicts, the claims, the builds and the limits of a run that came to its end. A quick
 * run says nothing about the last three, and the runs of a baseline are not judged by limits. */
static enum status run_judge(const struct run *run, struct error *error) {
  if (run->plan.experiment.search.wanted)
    return searches_judge(run, error);
  if (any_invalid(run))
    return error_set(error, STATUS_CHECK, "not every repeat is valid: see the reasons above");
  if (json_is_true(run_json(run->record, RUN_QUICK)))
    return STATUS_OK;
  enum status status = claims_require(&run->plan.experiment.claims, run->record, error);
  if (status == STATUS_OK && run->request->limits.fail_on_count == 0) /* else these decide */
    status = builds_require(run, error);
  if (status != STATUS_OK || run->request->figures_only)
    return status;
  return expected_status(run->folder.final.text, error);
}

enum status run_end(struct run *run, enum status executed, struct error *error) {
  bool interrupted = executed == STATUS_INTERRUPTED;
  const struct progress *progress = &run->progress;
  struct error reason;
  certificate_retire(&run->certificate);
  if (progress->terminal && progress->done < progress->total)
    fputs("\r\033[K", stderr);
  if (progress->done == 0) {
    run_folder_discard(&run->folder);
    return interrupted ? error_set(error, executed, "interrupted before the first cell was done")
                       : executed;
  }
  enum status status = run_keep(run, executed == STATUS_OK, &reason);
  if (executed == STATUS_OK)
    return status == STATUS_OK ? run_judge(run, error)
                               : error_set(error, status, "%.500s", reason.text);
  if (status != STATUS_OK)
    log_error("%s", reason.text);
  if (interrupted && run->plan.experiment.search.wanted)
    return error_set(error, executed, "interrupted: %zu %s there", progress->done,
                     word_for((double)progress->done, "probe is", "probes are"));
  if (interrupted)
    return error_set(error, executed,
                     "interrupted: %zu of %zu executions %s there; `pushbench run --resume %.300s` "
                     "goes on",
                     progress->done, progress->total, word_for((double)progress->done, "is", "are"),
                     run->folder.final.text);
  return executed;
}
