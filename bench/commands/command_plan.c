/* pushbench plan: what a run of an experiment would take. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/commands/command_table.h"
#include "bench/commands/words.h"
#include "bench/run/plan_print.h"
#include "bench/run/run_plan.h"

/* `sets` has room for argc. */
static enum status plan_arguments(struct run_request *request, const char **sets, int argc,
                                  char *const *argv, struct error *error) {
  for (int i = 2; i < argc && argv[i]; i++) {
    const char *word = argv[i];
    const char *set = option_value("--set", argc, argv, &i);
    if (set)
      sets[request->set_count++] = set;
    else if (strcmp(word, "--quick") == 0)
      request->quick = true;
    else if (word[0] != '-' && !request->experiment)
      request->experiment = word;
    else
      return error_set(error, STATUS_USAGE, "unexpected argument '%s': `pushbench --help`", word);
  }
  if (!request->experiment)
    return error_set(error, STATUS_USAGE, "plan needs an experiment: `pushbench --help`");
  return STATUS_OK;
}

static enum status plan_from(int argc, char *const *argv, struct error *error) {
  const char **sets = calloc((size_t)argc, sizeof *sets);
  struct run_request request = {.sets = sets};
  struct run_plan plan = {.cells = {.count = 0}};
  enum status status = sets ? plan_arguments(&request, sets, argc, argv, error)
                            : error_set(error, STATUS_ENVIRONMENT, "no memory for the arguments");
  if (status == STATUS_OK)
    status = run_plan_make(&plan, &request, error);
  if (status == STATUS_OK) {
    plan_print(stdout, &plan);
    status = run_plan_check_files(&plan, error);
  }
  run_plan_release(&plan);
  free(sets);
  return status;
}

const struct manual_command command_plan = {
    .name = "plan",
    .arguments = "EXPERIMENT [--set key=value]... [--quick]",
    .text = "prints the cells that run would carry out, with their users, processes,\n"
            "connections and open files, and the time they take. Nothing is started.",
    .run = plan_from};
