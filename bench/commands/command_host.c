/* pushbench host: starts the server of a target file, and keeps its processes together. */
#include <string.h>

#include "bench/base/folder.h"
#include "bench/commands/command_table.h"
#include "bench/commands/words.h"
#include "bench/host/host.h"
#include "documents/target_load.h"

static enum status arguments_read(const char **target, struct host_request *request, int argc,
                                  char *const *argv, struct error *error) {
  for (int i = 2; i < argc && argv[i]; i++) {
    const char *word = argv[i];
    const char *ports = option_value("--ports", argc, argv, &i);
    if (ports)
      request->ports = ports;
    else if (strcmp(word, "--remote") == 0)
      request->remote = true;
    else if (word[0] != '-' && !*target)
      *target = word;
    else
      return error_set(error, STATUS_USAGE, "unexpected argument '%s': `pushbench --help`", word);
  }
  return *target ? STATUS_OK
                 : error_set(error, STATUS_USAGE, "host needs a target: `pushbench --help`");
}

static enum status host_from(int argc, char *const *argv, struct error *error) {
  const char *target = NULL;
  struct path path;
  struct host_request request = {.ports = NULL};
  struct target_description description = {.path = NULL};
  enum status status = arguments_read(&target, &request, argc, argv, error);
  if (status == STATUS_OK)
    status = project_json_find(&path, "targets", target, error);
  if (status == STATUS_OK)
    status = target_load(&description, path.text, error);
  if (status == STATUS_OK) {
    request.containment = containment_permitted();
    status = host_run(&description, &request, error);
  }
  target_release(&description);
  return status;
}

const struct manual_command command_host = {
    .name = "host",
    .arguments = "TARGET [--ports =PORT,NAME=PORT...] [--remote]",
    .text = "starts the server that a target file describes (docs/targets.md), and prints a\n"
            "line of JSON when it is ready. Ctrl-C ends it, and all processes that it started.\n"
            "--ports gives {port} and {port.NAME} these numbers, --remote allows another host.",
    .run = host_from};
