/* Writes a file, and reports the first error. */
#include "bench/results/table_file.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "bench/base/folder.h"

void table_number_write(FILE *out, double number) {
  fputc('\t', out);
  if (isfinite(number))
    fprintf(out, "%.9g", number);
}

enum status table_file_write(const char *run_folder, const char *name,
                             void (*write)(FILE *out, const void *content), const void *content,
                             struct error *error) {
  struct path path = path_of("%s/%s", run_folder, name);
  FILE *file = fopen(path.text, "we");
  if (!file)
    return error_set(error, STATUS_ENVIRONMENT, "%.300s: %s", path.text, strerror(errno));
  write(file, content);
  bool failed = ferror(file) != 0;
  if (fclose(file) != 0 || failed)
    return error_set(error, STATUS_ENVIRONMENT, "%.300s: %s", path.text, strerror(errno));
  return STATUS_OK;
}
