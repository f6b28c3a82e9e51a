/* Asks the programs for their versions. */
#include "bench/measure/versions.h"

#include <stdlib.h>
#include <string.h>

#include "bench/base/checksum.h"
#include "bench/measure/process.h"
#include "documents/run_document.h"

enum { COMMAND_MS = 5000 };

char *program_version(const char *program) {
  char *arguments[] = {(char *)program, "--version", NULL};
  char *output = process_output(program, arguments, COMMAND_MS);
  size_t length = output ? strlen(output) : 0;
  while (length > 0 && output[length - 1] == '\n')
    output[--length] = '\0';
  for (size_t i = 0; i < length; i++)
    output[i] = output[i] == '\n' ? ';' : output[i];
  return output;
}

static json_t *version_json(const char *program) {
  char *version = program_version(program);
  json_t *json = version ? json_string(version) : json_null();
  free(version);
  return json;
}

/* Two builds of one commit may differ, by their flags or by changes that were not committed. */
static json_t *programs_checksum(const char *server_program, const char *client_program) {
  const char *const programs[] = {"/proc/self/exe", server_program, client_program};
  uint64_t checksum = CHECKSUM_START;
  for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
    if (checksum_file(&checksum, programs[i], NULL) != STATUS_OK)
      return json_null();
  return json_string(checksum_text(checksum).text);
}

static json_t *text_json(const char *text) {
  return text && *text ? json_string(text) : json_null();
}

json_t *versions_json(const char *server_program, const char *client_program,
                      const struct build *build) {
  json_t *record = json_object();
  char tree[TREE_BYTES];
  run_put(record, RUN_VERSIONS_SERVER, version_json(server_program));
  run_put(record, RUN_VERSIONS_CLIENT, version_json(client_program));
  run_put(record, RUN_VERSIONS_COMMIT, text_json(build->commit));
  run_put(record, RUN_VERSIONS_TREE, text_json(version_tree(build, tree)));
  run_put(record, RUN_VERSIONS_CHECKSUM, programs_checksum(server_program, client_program));
  json_t *versions = json_incref(run_json(record, RUN_VERSIONS));
  json_decref(record);
  return versions;
}
