/* Asks the programs of another build. */
#include "bench/measure/other_build.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/base/checksum.h"
#include "bench/measure/process.h"
#include "bench/measure/versions.h"
#include "bench/plan/parameters.h"
#include "common/suite/client_options.h"
#include "common/suite/server_options.h"
#include "documents/run_document.h"

enum { TABLE_MS = 5000 };

static const char *const names[PROGRAMS] = {
    [PROGRAM_SERVER] = "pushbench-server", [PROGRAM_CLIENT] = "pushbench-client"};

static const struct option *options_of(enum program program) {
  return program == PROGRAM_SERVER ? server_options_table : client_options_table;
}

/* ---- finding ---- */

static enum status programs_find(struct other_build *other, const char *folder,
                                 struct error *error) {
  static const char *const below[] = {"", "/build", "/bin"};
  for (size_t i = 0; i < sizeof below / sizeof *below; i++) {
    for (int j = 0; j < PROGRAMS; j++)
      other->programs[j] = path_of("%s%s/%s", folder, below[i], names[j]);
    if (access(other->programs[PROGRAM_SERVER].text, F_OK) == 0 &&
        access(other->programs[PROGRAM_CLIENT].text, F_OK) == 0)
      return STATUS_OK;
  }
  return error_set(error, STATUS_USAGE,
                   "--versus %.200s: no %s and %s there, in its build/ or in its bin/: name the "
                   "folder in which `make` built the other version",
                   folder, names[PROGRAM_SERVER], names[PROGRAM_CLIENT]);
}

/* ---- asking ---- */

/* Whether a row of the table begins with the name. */
static bool table_has(const char *table, const char *name) {
  size_t bytes = strlen(name);
  for (const char *line = table; line && *line;) {
    if (strncmp(line, name, bytes) == 0 && line[bytes] == '\t')
      return true;
    line = strchr(line, '\n');
    line = line ? line + 1 : NULL;
  }
  return false;
}

/* Fills `left_out` with the parameters of experiments that the table does not have. */
static bool left_out_find(struct left_out *left_out, enum program program, const char *table) {
  size_t room = 1;
  for (const struct option *option = options_of(program); option->name; option++)
    room++;
  left_out->names = calloc(room, sizeof *left_out->names);
  for (const struct option *option = options_of(program); left_out->names && option->name; option++)
    if (!option->process_only && !table_has(table, option->name))
      left_out->names[left_out->count++] = option->name;
  return left_out->names != NULL;
}

static enum status program_ask(struct other_build *other, enum program program,
                               struct error *error) {
  const char *path = other->programs[program].text;
  char *arguments[] = {(char *)path, "--help=table", NULL};
  enum status status = STATUS_OK;
  if (access(path, X_OK) != 0)
    return error_set(error, STATUS_ENVIRONMENT, "--versus: %.300s: %s", path, strerror(errno));
  other->versions[program] = program_version(path);
  char *table = other->versions[program] ? process_output(path, arguments, TABLE_MS) : NULL;
  if (!table)
    status = error_set(error, STATUS_ENVIRONMENT,
                       "--versus: %.300s does not answer %s: it is no %s, or too old", path,
                       other->versions[program] ? "--help=table" : "--version", names[program]);
  else if (!left_out_find(&other->left_out[program], program, table))
    status = error_set(error, STATUS_ENVIRONMENT, "no memory for the parameters of %.300s", path);
  free(table);
  return status;
}

enum status other_build_find(struct other_build *other, const char *folder, struct error *error) {
  enum status status = programs_find(other, folder, error);
  if (status == STATUS_OK && !realpath(folder, other->folder.text))
    status = error_set(error, STATUS_ENVIRONMENT, "--versus %.300s: %s", folder, strerror(errno));
  for (int i = 0; status == STATUS_OK && i < PROGRAMS; i++)
    status = program_ask(other, (enum program)i, error);
  return status;
}

void other_build_release(struct other_build *other) {
  for (int i = 0; i < PROGRAMS; i++) {
    free(other->versions[i]);
    free(other->left_out[i].names);
  }
  *other = (struct other_build){.folder = {""}};
}

/* ---- checking ---- */

static const char *default_of(enum program program, const char *name) {
  const struct option *option = options_of(program);
  while (strcmp(option->name, name) != 0)
    option++;
  return option->fallback;
}

/* Whether the cell heeds the parameter, and has another value than a program without it. */
static bool cell_needs(const struct cell *cell, enum program program, const char *name) {
  return parameter_applies(parameter_named(name), cell->transport, cell->engine) &&
         strcmp(cell_value(cell, name), default_of(program, name)) != 0;
}

static enum status program_check(const struct other_build *other, enum program program,
                                 const struct cell *cell, struct error *error) {
  const struct left_out *left_out = &other->left_out[program];
  for (size_t i = 0; i < left_out->count; i++)
    if (cell_needs(cell, program, left_out->names[i]))
      return error_set(error, STATUS_USAGE,
                       "--versus %.150s: its %s does not know the parameter %s, which is %.60s in "
                       "the cell %.100s: both builds must be run alike",
                       other->folder.text, names[program], left_out->names[i],
                       cell_value(cell, left_out->names[i]), cell->name);
  return STATUS_OK;
}

enum status other_build_check(const struct other_build *other, const struct cells *cells,
                              struct error *error) {
  enum status status = STATUS_OK;
  for (size_t i = 0; status == STATUS_OK && i < cells->count; i++)
    for (int j = 0; status == STATUS_OK && j < PROGRAMS; j++)
      status = program_check(other, (enum program)j, &cells->items[i], error);
  return status;
}

static bool same_file(const char *left, const char *right) {
  struct stat first, second;
  return stat(left, &first) == 0 && stat(right, &second) == 0 && first.st_dev == second.st_dev &&
         first.st_ino == second.st_ino;
}

bool other_build_is(const struct other_build *other, const char *server_program,
                    const char *client_program) {
  return same_file(other->programs[PROGRAM_SERVER].text, server_program) &&
         same_file(other->programs[PROGRAM_CLIENT].text, client_program);
}

/* A parameter of both programs stands once. */
static json_t *left_out_json(const struct other_build *other) {
  const struct left_out *of_server = &other->left_out[PROGRAM_SERVER];
  const struct left_out *of_client = &other->left_out[PROGRAM_CLIENT];
  json_t *array = json_array();
  for (size_t i = 0; i < of_server->count; i++)
    json_array_append_new(array, json_string(of_server->names[i]));
  for (size_t i = 0; i < of_client->count; i++) {
    bool told = false;
    for (size_t j = 0; j < of_server->count; j++)
      told = told || strcmp(of_server->names[j], of_client->names[i]) == 0;
    if (!told)
      json_array_append_new(array, json_string(of_client->names[i]));
  }
  return array;
}

static json_t *checksum_json(const struct other_build *other) {
  uint64_t checksum = CHECKSUM_START;
  for (int i = 0; i < PROGRAMS; i++)
    if (checksum_file(&checksum, other->programs[i].text, NULL) != STATUS_OK)
      return json_null();
  return json_string(checksum_text(checksum).text);
}

json_t *other_build_json(const struct other_build *other) {
  json_t *record = json_object();
  run_put_text(record, RUN_VERSUS_FOLDER, other->folder.text);
  run_put_text(record, RUN_VERSUS_SERVER, other->versions[PROGRAM_SERVER]);
  run_put_text(record, RUN_VERSUS_CLIENT, other->versions[PROGRAM_CLIENT]);
  run_put(record, RUN_VERSUS_CHECKSUM, checksum_json(other));
  run_put(record, RUN_VERSUS_LEFT_OUT, left_out_json(other));
  json_t *versus = json_incref(run_json(record, RUN_VERSUS));
  json_decref(record);
  return versus;
}
