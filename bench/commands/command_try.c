/* pushbench try: whether a target file and its server fit together. */
#include <string.h>

#include "bench/base/folder.h"
#include "bench/base/interrupt.h"
#include "bench/commands/command_table.h"
#include "bench/commands/words.h"
#include "bench/try/try.h"
#include "bench/try/try_table.h"
#include "common/base/traits.h"
#include "documents/target_load.h"

struct try_arguments {
  const char *target, *transport; /* transport: NULL for all */
  bool remote, json;
};

static enum status arguments_read(struct try_arguments *out, int argc, char *const *argv,
                                  struct error *error) {
  for (int i = 2; i < argc && argv[i]; i++) {
    const char *word = argv[i];
    const char *transport = option_value("--transport", argc, argv, &i);
    if (transport)
      out->transport = transport;
    else if (strcmp(word, "--remote") == 0)
      out->remote = true;
    else if (strcmp(word, "--json") == 0)
      out->json = true;
    else if (word[0] != '-' && !out->target)
      out->target = word;
    else
      return error_set(error, STATUS_USAGE, "unexpected argument '%s': `pushbench --help`", word);
  }
  return out->target ? STATUS_OK
                     : error_set(error, STATUS_USAGE, "try needs a target: `pushbench --help`");
}

/* Those that are tried. */
static enum status wanted_take(const struct try_arguments *arguments, struct try_plan *plan,
                               struct error *error) {
  const struct target_description *description = plan->description;
  int only = arguments->transport ? transport_named(arguments->transport) : -1;
  if (arguments->transport && only < 0)
    return error_set(error, STATUS_USAGE, "there is no transport '%s'", arguments->transport);
  if (only >= 0 && !description->transports[only])
    return error_set(error, STATUS_USAGE, "%s: it has no %s under \"transports\"",
                     description->path, transport_name(only));
  for (int i = 0; i < TRANSPORT_COUNT; i++)
    plan->wanted[i] = only < 0 || i == only;
  return STATUS_OK;
}

static enum status result_print(const struct try_arguments *arguments, const struct try_plan *plan,
                                const struct try_result *result, enum status status,
                                struct error *error) {
  if (arguments->json) {
    json_t *document = try_json(plan->description, result);
    json_dumpf(document, stdout, JSON_INDENT(2));
    fputc('\n', stdout);
    json_decref(document);
  } else if (!*result->failure) {
    try_table_write(stdout, plan->description, result);
  }
  if (status != STATUS_OK)
    try_reason(result, error->text, sizeof error->text);
  return status;
}

static enum status try_described(const struct try_arguments *arguments,
                                 const struct target_description *description,
                                 struct error *error) {
  struct path host = path_of("%s/pushbench", program_folder().text);
  struct path client = path_of("%s/pushbench-client", program_folder().text);
  struct try_plan plan = {.description = description,
                          .host_program = host.text,
                          .client_program = client.text,
                          .remote = arguments->remote,
                          .out = arguments->json ? NULL : stdout};
  struct try_result result;
  enum status status = wanted_take(arguments, &plan, error);
  if (status != STATUS_OK)
    return status;
  interrupt_install();
  status = try_target(&plan, &result, error);
  if (status == STATUS_INTERRUPTED || *error->text)
    return status;
  return result_print(arguments, &plan, &result, status, error);
}

static enum status try_from(int argc, char *const *argv, struct error *error) {
  struct try_arguments arguments = {.target = NULL};
  struct target_description description = {.path = NULL};
  struct path path;
  enum status status = arguments_read(&arguments, argc, argv, error);
  if (status == STATUS_OK)
    status = project_json_find(&path, "targets", arguments.target, error);
  if (status == STATUS_OK)
    status = target_load(&description, path.text, error);
  if (status == STATUS_OK)
    status = try_described(&arguments, &description, error);
  target_release(&description);
  return status;
}

const struct manual_command command_try = {
    .name = "try",
    .arguments = "TARGET [--transport NAME] [--json] [--remote]",
    .text = "starts the server of a target file (docs/targets.md), lets one user of each\n"
            "transport receive three messages, and prints each step, and what is wrong.\n"
            "--json prints the table alone, --remote allows another host.",
    .run = try_from};
