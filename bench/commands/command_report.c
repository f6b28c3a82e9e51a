/* pushbench report: draws the charts and writes the report of a run again. */
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "bench/base/terminal.h"
#include "bench/commands/command_table.h"
#include "bench/commands/limit_words.h"
#include "bench/report/expectation_lines.h"
#include "bench/report/expected.h"
#include "bench/results/record.h"
#include "bench/run/limits_request.h"
#include "bench/run/run.h"

static enum status arguments_read(const char **folder, struct limits_request *limits, int argc,
                                  char *const *argv, struct error *error) {
  for (int i = 2; i < argc && argv[i]; i++) {
    if (limit_words_take(limits, argc, argv, &i))
      continue;
    if (argv[i][0] == '-' || *folder)
      return error_set(error, STATUS_USAGE, "unexpected argument '%s': `pushbench --help`",
                       argv[i]);
    *folder = argv[i];
  }
  return *folder ? STATUS_OK : error_set(error, STATUS_USAGE, "report needs the folder of a run");
}

/* Draws; with limits on the command line their answers are printed, and are the status. */
static enum status report_make(const char *folder, const struct limits_request *limits,
                               struct error *error) {
  bool judged = limits_requested(limits);
  enum status status = record_recover(folder, error);
  if (status == STATUS_OK && judged)
    status = limits_record(limits, folder, error);
  if (status == STATUS_OK)
    status = run_draw(folder, error);
  if (status == STATUS_OK && judged)
    status = expectation_lines_of_run(stdout, folder, terminal_columns(STDOUT_FILENO), error);
  if (status == STATUS_OK)
    printf("%s/report.html\n", folder);
  return status == STATUS_OK && judged ? expected_status(folder, error) : status;
}

static enum status report_from(int argc, char *const *argv, struct error *error) {
  const char *folder = NULL;
  struct limits_request limits;
  enum status status = limit_words_begin(&limits, argc)
                           ? arguments_read(&folder, &limits, argc, argv, error)
                           : error_set(error, STATUS_ENVIRONMENT, "no memory for the arguments");
  if (status == STATUS_OK)
    status = report_make(folder, &limits, error);
  limit_words_release(&limits);
  return status;
}

const struct manual_command command_report = {
    .name = "report",
    .arguments = "FOLDER [--expect LIMIT]... [--fail-on CHANGE]... [--base DIR]",
    .text = "draws the charts and writes the report of a run's folder again; where the run\n"
            "was killed (FOLDER.partial), of the cells that it had finished. Limits are as\n"
            "those of run; they are kept in run.json, and are then the status.",
    .run = report_from};
