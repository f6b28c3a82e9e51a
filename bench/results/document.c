/* Reads a document and checks its schema. */
#include "bench/results/document.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "documents/json_read.h"

static enum status schema_check(const json_t *document, const char *path, int schema,
                                struct error *error) {
  const json_t *its = json_object_get(document, "schema");
  if (!json_is_integer(its))
    return error_set(error, STATUS_CHECK, "%.300s: no schema: pushbench did not write it", path);
  if (json_integer_value(its) == schema)
    return STATUS_OK;
  return error_set(error, STATUS_CHECK,
                   "%.300s: schema %" JSON_INTEGER_FORMAT
                   ", this pushbench reads %d: use the version that wrote it, or run the "
                   "experiment again",
                   path, json_integer_value(its), schema);
}

/* Whether the fault is that the text ends too early, perhaps within a word. */
static bool is_cut_off(const char *path, const json_error_t *fault) {
  struct stat file;
  return json_error_code(fault) == json_error_premature_end_of_input || fault->position == 0 ||
         (stat(path, &file) == 0 && fault->position >= file.st_size);
}

enum status document_open(json_t **out, const char *path, int schema, enum status absent,
                          const char *advice, struct error *error) {
  json_error_t fault;
  if (access(path, R_OK) != 0)
    return error_set(error, absent, "%.300s: %s: %s", path, strerror(errno), advice);
  json_t *document = json_read_file(path, JSON_REJECT_DUPLICATES, &fault);
  if (!document) {
    bool cut = is_cut_off(path, &fault);
    return error_set(error, STATUS_CHECK,
                     "%.300s:%d: %s: copy it again, or run the experiment again", path, fault.line,
                     cut ? "the file is cut off" : fault.text);
  }
  enum status status = schema_check(document, path, schema, error);
  if (status == STATUS_OK)
    *out = document;
  else
    json_decref(document);
  return status;
}
