/* pushbench run: carries out an experiment. */
#include <stdlib.h>
#include <string.h>

#include "bench/base/folder.h"
#include "bench/commands/command_table.h"
#include "bench/commands/limit_words.h"
#include "bench/commands/words.h"
#include "bench/run/run.h"
#include "common/base/version.h"

/* A run that is resumed has its folder and its experiment; the latter may be given as well, to be
 * compared. */
static enum status request_check(const struct run_request *request, struct error *error) {
  if (!request->experiment && !request->resume)
    return error_set(error, STATUS_USAGE, "run needs an experiment: `pushbench --help`");
  if (request->resume && request->out)
    return error_set(error, STATUS_USAGE,
                     "--out names a new folder, and --resume one that is there: give one of them");
  if (!request->experiment && (request->set_count > 0 || request->quick))
    return error_set(
        error, STATUS_USAGE,
        "a run is resumed as it was begun: leave %s out, or name the experiment, too, to "
        "compare both with the run's",
        request->quick ? "--quick" : "--set");
  return STATUS_OK;
}

/* Takes an option that names a folder. */
static bool folder_take(struct run_request *request, int argc, char *const *argv, int *i) {
  const struct {
    const char *option, **folder;
  } options[] = {
      {"--out", &request->out},
      {"--resume", &request->resume},
      {"--versus", &request->versus},
  };
  for (size_t k = 0; k < sizeof options / sizeof *options; k++) {
    const char *folder = option_value(options[k].option, argc, argv, i);
    if (folder) {
      *options[k].folder = folder;
      return true;
    }
  }
  return false;
}

/* `sets` has room for argc. */
static enum status run_arguments(struct run_request *request, const char **sets, int argc,
                                 char *const *argv, struct error *error) {
  for (int i = 2; i < argc && argv[i]; i++) {
    const char *word = argv[i];
    const char *set = option_value("--set", argc, argv, &i);
    if (set)
      sets[request->set_count++] = set;
    else if (strcmp(word, "--quick") == 0)
      request->quick = true;
    else if (strcmp(word, "--remote") == 0)
      request->remote = true;
    else if (word[0] != '-' && !request->experiment)
      request->experiment = word;
    else if (!folder_take(request, argc, argv, &i) &&
             !limit_words_take(&request->limits, argc, argv, &i))
      return error_set(error, STATUS_USAGE, "unexpected argument '%s': `pushbench --help`", word);
  }
  return request_check(request, error);
}

static enum status run_from(int argc, char *const *argv, struct error *error) {
  const char **sets = calloc((size_t)argc, sizeof *sets);
  struct path folder = program_folder();
  struct path server = path_of("%s/pushbench-server", folder.text);
  struct path client = path_of("%s/pushbench-client", folder.text);
  struct path host = path_of("%s/pushbench", folder.text);
  char *command = command_text(argc, argv);
  struct run_request request = {
      .sets = sets,
      .command = command ? command : "",
      .server_program = server.text,
      .client_program = client.text,
      .host_program = host.text,
      .build = build_this,
  };
  bool room = limit_words_begin(&request.limits, argc) && sets;
  enum status status = room ? run_arguments(&request, sets, argc, argv, error)
                            : error_set(error, STATUS_ENVIRONMENT, "no memory for the arguments");
  if (status == STATUS_OK)
    status = run_execute(&request, error);
  limit_words_release(&request.limits);
  free(command);
  free(sets);
  return status;
}

const struct manual_command command_run = {
    .name = "run",
    .arguments = "EXPERIMENT [--set key=value]... [--quick] [--versus DIR] [--out DIR] "
                 "[--expect LIMIT]... [--fail-on CHANGE]... [--base DIR] [--remote] | "
                 "--resume DIR",
    .text = "carries out an experiment: a JSON file, or the name of one in experiments/.\n"
            "--set replaces a parameter, repeats or time_scale; 1,2,3 or [1,2,3] is an axis.\n"
            "--quick runs each kind of its cells once, briefly: to see that everything works.\n"
            "--versus takes turns with another build, in DIR, and says which of the figures\n"
            "that the experiment names (\"compare\") are better or worse.\n"
            "--out names the folder to write; else it is a new one in results/.\n"
            "--expect sets a limit, as 'websocket.latency_ns.p99<20ms' or 'lost=0', beside\n"
            "those of the experiment. --fail-on sets a limit of a change from the run in\n"
            "--base, as 'websocket.latency_ns.p99:+10%'. The status says whether all hold.\n"
            "--remote allows target files whose server is on another host.\n"
            "--resume goes on with a run that was interrupted or killed, in its folder.",
    .run = run_from};
