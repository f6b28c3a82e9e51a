/* Asks the programs, and git. */
#include "bench/measure/versions.h"

#include <stdlib.h>
#include <string.h>

#include "bench/base/folder.h"
#include "bench/measure/process.h"

enum { COMMAND_MS = 5000 };

/* Its --version, lines joined; null when it has none. */
static json_t *program_version(const char *program) {
  char *arguments[] = {(char *)program, "--version", NULL};
  char *output = process_output(program, arguments, COMMAND_MS);
  if (!output)
    return json_null();
  size_t length = strlen(output);
  while (length > 0 && output[length - 1] == '\n')
    output[--length] = '\0';
  for (size_t i = 0; i < length; i++)
    output[i] = output[i] == '\n' ? ';' : output[i];
  json_t *version = json_string(output);
  free(output);
  return version;
}

static json_t *commit_json(const char *folder) {
  char *arguments[] = {"git", "-C", (char *)folder, "rev-parse", "--verify", "HEAD", NULL};
  char *commit = process_output("/usr/bin/git", arguments, COMMAND_MS);
  json_t *text = commit ? json_stringn(commit, strcspn(commit, "\n")) : json_null();
  free(commit);
  return text;
}

json_t *tree_json(const char *status) {
  int differing = 0;
  if (!status)
    return json_null();
  for (const char *line = status; *line;) {
    size_t bytes = strcspn(line, "\n");
    differing += bytes > 0 && line[0] != '#';
    line += bytes + (line[bytes] == '\n');
  }
  if (differing == 0)
    return json_string("clean");
  return json_sprintf("%d %s", differing, differing == 1 ? "file differs" : "files differ");
}

static json_t *tree_ask(const char *folder) {
  char *arguments[] = {"git",         "-C",       (char *)folder,         "status",
                       "--porcelain", "--branch", "--untracked-files=no", NULL};
  char *status = process_output("/usr/bin/git", arguments, COMMAND_MS);
  json_t *tree = tree_json(status);
  free(status);
  return tree;
}

json_t *versions_json(const char *server_program, const char *client_program) {
  json_t *versions = json_object();
  struct path folder = program_folder();
  json_object_set_new(versions, "server", program_version(server_program));
  json_object_set_new(versions, "client", program_version(client_program));
  json_object_set_new(versions, "commit", commit_json(folder.text));
  json_object_set_new(versions, "tree", tree_ask(folder.text));
  return versions;
}
