/* pushbench report: draws the charts and writes the report of a run again. */
#include <stdio.h>

#include "bench/commands/command_table.h"
#include "bench/results/record.h"
#include "bench/run/run.h"

static enum status report_from(int argc, char *const *argv, struct error *error) {
  if (argc != 3)
    return error_set(error, STATUS_USAGE, "report needs the folder of a run");
  enum status status = record_recover(argv[2], error);
  if (status == STATUS_OK)
    status = run_draw(argv[2], error);
  if (status == STATUS_OK)
    printf("%s/report.html\n", argv[2]);
  return status;
}

const struct manual_command command_report = {
    .name = "report",
    .arguments = "FOLDER",
    .text = "draws the charts and writes the report of a run's folder again; where the run\n"
            "was killed (FOLDER.partial), of the cells that it had finished.",
    .run = report_from};
