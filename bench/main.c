/* pushbench: runs experiments, and draws what they found. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "bench/base/compared_figures.h"
#include "bench/chart/chart.h"
#include "bench/commands/command_table.h"
#include "bench/judge/reasons.h"
#include "bench/plan/parameters.h"
#include "bench/plan/user_case.h"
#include "bench/results/absence.h"
#include "common/base/log.h"
#include "common/base/output.h"
#include "common/base/traits.h"
#include "common/base/version.h"
#include "common/suite/client_options.h"
#include "common/suite/fault.h"
#include "common/suite/manual.h"
#include "common/suite/server_options.h"

static const struct manual_exit exits[] = {
    {0, "done, no repeat is invalid (some may be suspect)"},
    {1,
     "an invalid repeat, a broken limit, a required claim that does not hold, a named figure that "
     "is worse (--versus), or a damaged folder"},
    {2, "usage"},
    {3, "environment (port, file limit, missing tool, full disk)"},
    {4, "interrupted"},
    {5, "cannot tell whether a limit holds: more repeats, or longer ones, would"},
    {0, NULL}};

static struct manual manual(void) {
  return (struct manual){
      .program = "pushbench",
      .purpose = "compares short polling, long polling, server-sent events and WebSocket",
      .commands = command_table,
      .text = "Runs experiments: servers and many users of them, by each transport, on each kind\n"
              "of server. Measures what the users receive, how late and at what cost, and writes\n"
              "a folder with a report, tables and charts.",
      .example = "  pushbench run default\n"
                 "  pushbench run default --set clients=10,100 --set rate_per_s=50",
      .options_note = parameters_note,
      .options = parameters_table(),
      .options_apart = true,
      .exits = exits,
  };
}

/* Prints the version, or the help in the form that the arguments ask for. */
static void command_answer(enum options_asked asked) {
  const struct manual own = manual();
  char version[VERSION_BYTES];
  if (asked == OPTIONS_ASKED_VERSION)
    printf("pushbench %s\n", version_text(&build_this, version));
  else
    manual_write(&own, asked, stdout);
}

static enum status command_dispatch(int argc, char *const *argv, struct error *error) {
  const char *command = argc > 1 ? argv[1] : "";
  for (int i = 1; i < argc; i++) {
    enum options_asked asked = options_asked_by(argv[i]);
    if (asked != OPTIONS_ASKED_RUN) {
      command_answer(asked);
      return STATUS_OK;
    }
  }
  for (const struct manual_command *const *known = command_table; *known; known++)
    if (strcmp((*known)->name, command) == 0)
      return (*known)->run(argc, argv, error);
  return error_set(error, STATUS_USAGE, "%s '%s': `pushbench --help` lists those there are",
                   *command ? "unknown command" : "no command", command);
}

static void tables_check(void) {
  absence_check();
  traits_check();
  options_check(server_options_table);
  options_check(client_options_table);
  options_check(user_case_table);
  fault_kinds_check(fault_kinds);
  reasons_check(reason_table);
  compared_figures_check(compared_figures);
  charts_check();
}

int main(int argc, char **argv) {
  struct error error = {""};
  log_program("pushbench");
  tables_check();
  signal(SIGPIPE, SIG_IGN); /* process_say reports a child that has ended */
  signal(SIGXFSZ, SIG_IGN); /* write(2) reports a file that may not grow */
  enum status status = output_finish(command_dispatch(argc, argv, &error), &error);
  if (status != STATUS_OK)
    log_error("%s", error.text);
  return (int)status;
}
