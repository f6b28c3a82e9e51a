/* pushbench: runs experiments, and draws what they found. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/compared_figures.h"
#include "bench/base/folder.h"
#include "bench/chart/chart.h"
#include "bench/judge/reasons.h"
#include "bench/plan/parameters.h"
#include "bench/results/absence.h"
#include "bench/results/record.h"
#include "bench/results/schema.h"
#include "bench/run/run.h"
#include "common/base/log.h"
#include "common/base/output.h"
#include "common/base/traits.h"
#include "common/base/version.h"
#include "common/suite/client_options.h"
#include "common/suite/fault.h"
#include "common/suite/manual.h"
#include "common/suite/server_options.h"
#include "documents/figures.h"
#include "documents/run_document.h"

static const char options_note[] =
    "An experiment has these in \"params\", and --set takes them, without dashes:\n"
    "\"clients\": 500, --set clients=500. --set also takes repeats (1 to 1000)\n"
    "and time_scale (1 to 10000), which stand beside \"params\".";

/* The value of an option that is "--name VALUE" or "--name=VALUE" at argv[*at], "" where
 * none follows; NULL when that is another argument. Moves *at to the last one it used. */
static const char *option_value(const char *name, int argc, char *const *argv, int *at) {
  size_t bytes = strlen(name);
  const char *text = argv[*at];
  if (!text || strncmp(text, name, bytes) != 0)
    return NULL;
  if (text[bytes] == '=')
    return text + bytes + 1;
  if (text[bytes] != '\0')
    return NULL;
  return *at + 1 < argc ? argv[++*at] : "";
}

/* The command line as it was typed, with single quotes around the words that need them. */
static char *command_text(int argc, char *const *argv) {
  char *text = NULL;
  size_t bytes;
  FILE *stream = open_memstream(&text, &bytes);
  if (!stream)
    return NULL;
  for (int i = 0; i < argc; i++) {
    bool plain = argv[i][0] && !strpbrk(argv[i], " \t\n\"'\\$`*?[]{}()<>|&;#~!");
    fprintf(stream, plain ? "%s%s" : "%s'%s'", i > 0 ? " " : "", argv[i]);
  }
  fclose(stream);
  return text;
}

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

static enum status command_run(int argc, char *const *argv, struct error *error) {
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
      .build = BUILD_THIS,
  };
  enum status status = sets ? run_arguments(&request, sets, argc, argv, error)
                            : error_set(error, STATUS_ENVIRONMENT, "no memory for the arguments");
  if (status == STATUS_OK)
    status = run_execute(&request, error);
  free(command);
  free(sets);
  return status;
}

static enum status command_report(int argc, char *const *argv, struct error *error) {
  if (argc != 3)
    return error_set(error, STATUS_USAGE, "report needs the folder of a run");
  enum status status = record_recover(argv[2], error);
  if (status == STATUS_OK)
    status = run_draw(argv[2], error);
  if (status == STATUS_OK)
    printf("%s/report.html\n", argv[2]);
  return status;
}

static enum status command_schema(int argc, char *const *argv, struct error *error) {
  for (int i = 0; argc == 3 && i < SCHEMA_DOCUMENTS; i++) {
    if (strcmp(argv[2], schema_names[i]) != 0)
      continue;
    json_t *schema = schema_of((enum schema_document)i);
    json_dumpf(schema, stdout, JSON_INDENT(1));
    putchar('\n');
    json_decref(schema);
    return STATUS_OK;
  }
  return error_set(error, STATUS_USAGE, "schema needs users, cell or run");
}

static enum status command_parameters(int argc, char *const *argv, struct error *error) {
  (void)argc, (void)argv, (void)error;
  printf("%s\n\n", options_note);
  options_help(parameters_table(), stdout);
  return STATUS_OK;
}

static enum status command_figures(int argc, char *const *argv, struct error *error) {
  (void)argc, (void)argv, (void)error;
  figures_write_markdown(stdout);
  run_write_markdown(stdout);
  return STATUS_OK;
}

static const struct manual_command commands[] = {
    {.name = "run",
     .arguments = "EXPERIMENT [--set key=value]... [--out DIR]",
     .text = "carries out an experiment: a JSON file, or the name of one in experiments/.\n"
             "--set replaces a parameter, repeats or time_scale; 1,2,3 or [1,2,3] is an axis.\n"
             "--out names the folder to write; else it is a new one in results/.",
     .run = command_run},
    {.name = "report",
     .arguments = "FOLDER",
     .text = "draws the charts and writes the report of a run's folder again; where the run\n"
             "was killed (FOLDER.partial), of the cells that it had finished.",
     .run = command_report},
    {.name = "parameters",
     .arguments = "",
     .text = "lists what an experiment may set, with unit, range and default.",
     .run = command_parameters},
    {.name = "figures",
     .arguments = "",
     .text = "lists what a result has, with unit, owner and meaning, as in docs/figures.md.",
     .run = command_figures},
    {.name = "schema",
     .arguments = "users|cell|run",
     .text = "prints the JSON Schema of the users' document, of cell.json or of run.json, as in\n"
             "docs/schema/.",
     .run = command_schema},
    {.name = NULL}};

static const struct manual_exit exits[] = {
    {0, "done, no repeat is invalid (some may be suspect)"},
    {1, "a repeat is invalid, a required claim does not hold, or a folder is damaged"},
    {2, "usage"},
    {3, "environment (port, file limit, missing tool, full disk)"},
    {4, "interrupted"},
    {0, NULL}};

static struct manual manual(void) {
  return (struct manual){
      .program = "pushbench",
      .purpose = "compares short polling, long polling, server-sent events and WebSocket",
      .commands = commands,
      .text = "Runs experiments: servers and many users of them, by each transport, on each kind\n"
              "of server. Measures what the users receive, how late and at what cost, and writes\n"
              "a folder with a report, tables and charts.",
      .example = "  pushbench run default\n"
                 "  pushbench run default --set clients=10,100 --set rate_per_s=50",
      .options_note = options_note,
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
    printf("pushbench %s\n", version_text(&BUILD_THIS, version));
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
  for (const struct manual_command *known = commands; known->name; known++)
    if (strcmp(known->name, command) == 0)
      return known->run(argc, argv, error);
  return error_set(error, STATUS_USAGE, "%s '%s': `pushbench --help` lists those there are",
                   *command ? "unknown command" : "no command", command);
}

static void tables_check(void) {
  absence_check();
  traits_check();
  options_check(server_options_table);
  options_check(client_options_table);
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
