/* pushbench run: carries out an experiment. */
#include <stdlib.h>

#include "bench/base/folder.h"
#include "bench/commands/command_table.h"
#include "bench/commands/words.h"
#include "bench/run/run.h"
#include "common/base/version.h"

/* `sets` has room for argc. */
static enum status run_arguments(struct run_request *request, const char **sets, int argc,
                                 char *const *argv, struct error *error) {
  for (int i = 2; i < argc && argv[i]; i++) {
    const char *word = argv[i];
    const char *set = option_value("--set", argc, argv, &i);
    const char *out = set ? NULL : option_value("--out", argc, argv, &i);
    if (set) {
      sets[request->set_count++] = set;
    } else if (out) {
      request->out = out;
    } else if (word[0] != '-' && !request->experiment) {
      request->experiment = word;
    } else {
      return error_set(error, STATUS_USAGE, "unexpected argument '%s': `pushbench --help`", word);
    }
  }
  if (!request->experiment)
    return error_set(error, STATUS_USAGE, "run needs an experiment: `pushbench --help`");
  return STATUS_OK;
}

static enum status run_from(int argc, char *const *argv, struct error *error) {
  const char **sets = calloc((size_t)argc, sizeof *sets);
  struct path folder = program_folder();
  struct path server = path_of("%s/pushbench-server", folder.text);
  struct path client = path_of("%s/pushbench-client", folder.text);
  char *command = command_text(argc, argv);
  struct run_request request = {
      .sets = sets,
      .command = command ? command : "",
      .server_program = server.text,
      .client_program = client.text,
      .build = build_this,
  };
  enum status status = sets ? run_arguments(&request, sets, argc, argv, error)
                            : error_set(error, STATUS_ENVIRONMENT, "no memory for the arguments");
  if (status == STATUS_OK)
    status = run_execute(&request, error);
  free(command);
  free(sets);
  return status;
}

const struct manual_command command_run = {
    .name = "run",
    .arguments = "EXPERIMENT [--set key=value]... [--out DIR]",
    .text = "carries out an experiment: a JSON file, or the name of one in experiments/.\n"
            "--set replaces a parameter, repeats or time_scale; 1,2,3 or [1,2,3] is an axis.\n"
            "--out names the folder to write; else it is a new one in results/.",
    .run = run_from};
