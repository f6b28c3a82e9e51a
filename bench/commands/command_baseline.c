/* pushbench baseline: records how much runs of one build differ on this machine. */
#include <stdlib.h>

#include "bench/base/folder.h"
#include "bench/commands/command_table.h"
#include "bench/commands/words.h"
#include "bench/judge/run_spread.h"
#include "bench/run/baseline_record.h"
#include "common/base/version.h"
#include "common/base/whole.h"

enum { RUNS_DEFAULT = 8, RUNS_MAX = 1000, PAUSE_DEFAULT_MIN = 15, PAUSE_MAX_MIN = 1440 };

/* Reads a number in a range. */
static enum status number_read(double *number, const char *option, const char *text, double least,
                               double most, struct error *error) {
  char *end;
  double read = strtod(text, &end);
  if (*text && *end == '\0' && read >= least && read <= most) {
    *number = read;
    return STATUS_OK;
  }
  return error_set(error, STATUS_USAGE, "%s '%s': expected %g to %g", option, text, least, most);
}

static enum status runs_read(struct baseline_request *request, const char *text,
                             struct error *error) {
  double runs = 0;
  enum status status = number_read(&runs, "--runs", text, RUN_SPREAD_RUNS_MIN, RUNS_MAX, error);
  if (status == STATUS_OK && runs != (double)whole_of(runs))
    return error_set(error, STATUS_USAGE, "--runs '%s': expected a whole number", text);
  if (status == STATUS_OK)
    request->runs = whole_of(runs);
  return status;
}

static enum status pause_read(struct baseline_request *request, const char *text,
                              struct error *error) {
  double minutes = 0;
  enum status status = number_read(&minutes, "--pause", text, 0, PAUSE_MAX_MIN, error);
  if (status == STATUS_OK)
    request->pause_s = minutes * 60;
  return status;
}

/* `sets` has room for argc. */
static enum status baseline_arguments(struct baseline_request *request, const char **sets, int argc,
                                      char *const *argv, struct error *error) {
  enum status status = STATUS_OK;
  for (int i = 2; status == STATUS_OK && i < argc && argv[i]; i++) {
    const char *word = argv[i], *value;
    if ((value = option_value("--set", argc, argv, &i)))
      sets[request->run.set_count++] = value;
    else if ((value = option_value("--out", argc, argv, &i)))
      request->folder = value;
    else if ((value = option_value("--runs", argc, argv, &i)))
      status = runs_read(request, value, error);
    else if ((value = option_value("--pause", argc, argv, &i)))
      status = pause_read(request, value, error);
    else if (word[0] != '-' && !request->run.experiment)
      request->run.experiment = word;
    else
      status = error_set(error, STATUS_USAGE, "unexpected argument '%s': `pushbench --help`", word);
  }
  if (!request->run.experiment)
    request->run.experiment = "default";
  return status;
}

static enum status baseline_from(int argc, char *const *argv, struct error *error) {
  const char **sets = calloc((size_t)argc, sizeof *sets);
  struct path folder = program_folder();
  struct path server = path_of("%s/pushbench-server", folder.text);
  struct path client = path_of("%s/pushbench-client", folder.text);
  struct path host = path_of("%s/pushbench", folder.text);
  char *command = command_text(argc, argv);
  struct baseline_request request = {
      .run = {.sets = sets,
              .command = command ? command : "",
              .server_program = server.text,
              .client_program = client.text,
              .host_program = host.text,
              .build = build_this},
      .runs = RUNS_DEFAULT,
      .pause_s = PAUSE_DEFAULT_MIN * 60,
  };
  enum status status = sets ? baseline_arguments(&request, sets, argc, argv, error)
                            : error_set(error, STATUS_ENVIRONMENT, "no memory for the arguments");
  if (status == STATUS_OK)
    status = baseline_record(&request, error);
  free(command);
  free(sets);
  return status;
}

const struct manual_command command_baseline = {
    .name = "baseline",
    .arguments = "[EXPERIMENT] [--runs N] [--pause MIN] [--set key=value]... [--out DIR]",
    .text = "records several runs of this build over hours (8 runs, 15 minutes between them,\n"
            "of the experiment default), so that pushbench compare knows by how much runs\n"
            "differ when nothing changes. Ctrl-C keeps what is there; --out goes on with it.",
    .run = baseline_from};
