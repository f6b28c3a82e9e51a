/* Writes and reads the log of executions. */
#include "bench/results/executions.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/base/checksum.h"

static const char head[] = "round\tcell\tseed\tchecksum\n";

enum { FIELDS = 4 };

static struct path log_path(const char *folder) {
  return path_of("%s/executions.tsv", folder);
}

struct path execution_path(const char *folder, const char *cell, size_t round) {
  return path_of("%s/cells/%s/%zu/cell.json", folder, cell, round);
}

static enum status log_failed(const char *folder, struct error *error) {
  return error_set(error, STATUS_ENVIRONMENT, "%.300s: %s", log_path(folder).text, strerror(errno));
}

/* ---- writing ---- */

/* Opens the log, writes one text and closes it. */
static enum status text_put(const char *folder, const char *mode, const char *text,
                            struct error *error) {
  FILE *file = fopen(log_path(folder).text, mode);
  if (!file)
    return log_failed(folder, error);
  bool failed = fputs(text, file) < 0;
  failed = fclose(file) != 0 || failed;
  return failed ? log_failed(folder, error) : STATUS_OK;
}

enum status executions_begin(const char *folder, struct error *error) {
  return text_put(folder, "we", head, error);
}

enum status executions_add(const char *folder, size_t round, const char *cell, uint64_t seed,
                           struct error *error) {
  uint64_t checksum = CHECKSUM_START;
  char *line = NULL;
  enum status status = checksum_file(&checksum, execution_path(folder, cell, round).text, error);
  if (status != STATUS_OK)
    return status;
  if (asprintf(&line, "%zu\t%s\t%" PRIu64 "\t%s\n", round, cell, seed,
               checksum_text(checksum).text) < 0)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the log of executions");
  status = text_put(folder, "ae", line, error);
  free(line);
  return status;
}

/* ---- reading ---- */

/* A whole number in that base; false for any other text. */
static bool number_read(const char *text, int base, uint64_t *out) {
  char *end;
  errno = 0;
  *out = strtoull(text, &end, base);
  return *text && *text != '-' && *end == '\0' && errno == 0;
}

/* Cuts the line at its tabs; false unless it has as many fields as there are. */
static bool fields_cut(char *line, char *fields[FIELDS]) {
  char *rest = line;
  size_t count = 0;
  for (char *field; (field = strsep(&rest, "\t\n")) && rest; count++)
    if (count < FIELDS)
      fields[count] = field;
  return count == FIELDS;
}

static bool line_read(struct execution *execution, char *line) {
  char *fields[FIELDS];
  uint64_t round;
  if (!fields_cut(line, fields) || !number_read(fields[0], 10, &round) || round == 0 ||
      !*fields[1] || !number_read(fields[2], 10, &execution->seed) ||
      !number_read(fields[3], 16, &execution->checksum))
    return false;
  execution->round = round;
  execution->cell = strdup(fields[1]);
  return execution->cell != NULL;
}

static enum status line_add(struct executions *executions, char *line, const char *folder,
                            struct error *error) {
  struct execution *grown = realloc(executions->items, (executions->count + 1) * sizeof *grown);
  if (!grown)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the log of executions");
  executions->items = grown;
  if (!line_read(&grown[executions->count], line))
    return error_set(error, STATUS_CHECK, "%.300s:%zu: the line is damaged", log_path(folder).text,
                     executions->count + 2);
  executions->count++;
  return STATUS_OK;
}

/* Reads the lines behind the head; *whole becomes the bytes of all whole lines. */
static enum status lines_read(struct executions *executions, FILE *file, const char *folder,
                              off_t *whole, struct error *error) {
  char *line = NULL;
  size_t capacity = 0;
  ssize_t bytes = getline(&line, &capacity, file);
  enum status status = STATUS_OK;
  if (bytes < 0 || strcmp(line, head) != 0)
    status = error_set(error, STATUS_CHECK, "%.300s:1: it does not begin as a log of executions",
                       log_path(folder).text);
  while (status == STATUS_OK && bytes > 0) {
    *whole += bytes;
    bytes = getline(&line, &capacity, file);
    if (bytes <= 0 || line[bytes - 1] != '\n')
      break;
    status = line_add(executions, line, folder, error);
  }
  free(line);
  return status;
}

enum status executions_read(struct executions *executions, const char *folder,
                            struct error *error) {
  struct executions read = {0};
  off_t whole = 0;
  FILE *file = fopen(log_path(folder).text, "r+e");
  if (!file)
    return error_set(error, STATUS_CHECK, "%.300s: %s", log_path(folder).text, strerror(errno));
  enum status status = lines_read(&read, file, folder, &whole, error);
  if (status == STATUS_OK && ftruncate(fileno(file), whole) != 0)
    status = log_failed(folder, error);
  fclose(file);
  if (status == STATUS_OK)
    *executions = read;
  else
    executions_release(&read);
  return status;
}

enum status execution_check(const struct execution *execution, const char *folder,
                            struct error *error) {
  struct path path = execution_path(folder, execution->cell, execution->round);
  uint64_t checksum = CHECKSUM_START;
  struct error reason;
  if (checksum_file(&checksum, path.text, &reason) != STATUS_OK)
    return error_set(error, STATUS_USAGE, "%s", reason.text);
  if (checksum == execution->checksum)
    return STATUS_OK;
  return error_set(error, STATUS_USAGE, "%.300s: it was changed after the run had written it",
                   path.text);
}

void executions_release(struct executions *executions) {
  for (size_t i = 0; i < executions->count; i++)
    free(executions->items[i].cell);
  free(executions->items);
  *executions = (struct executions){0};
}
