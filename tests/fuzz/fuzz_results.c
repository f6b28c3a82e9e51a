/* The files of a run: run.json, summary.tsv and one cell.json, separated by bytes 0x1e. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/folder.h"
#include "bench/results/results_load.h"
#include "tests/fuzz/target.h"

enum { SEPARATOR = 0x1e };

static char folder[64];

static void folder_end(void) {
  folder_remove(folder);
}

static void folder_begin(void) {
  snprintf(folder, sizeof folder, "/dev/shm/pushbench-fuzz-XXXXXX");
  if (!mkdtemp(folder) || folder_make(path_of("%s/cells/a/1", folder).text, NULL) != STATUS_OK) {
    abort();
  }
  atexit(folder_end);
}

static void file_write(const char *name, const uint8_t *bytes, size_t count) {
  FILE *file = fopen(path_of("%s/%s", folder, name).text, "w");
  if (!file || fwrite(bytes, 1, count, file) != count) {
    abort();
  }
  fclose(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char *const names[] = {"run.json", "summary.tsv", "cells/a/1/cell.json"};
  struct results results = {.cell_count = 0};
  struct error error = {""};
  if (folder[0] == '\0') {
    folder_begin();
  }
  for (size_t i = 0; i < 3; i++) {
    const uint8_t *end = size > 0 ? memchr(data, SEPARATOR, size) : NULL;
    size_t bytes = !end || i == 2 ? size : (size_t)(end - data);
    file_write(names[i], data, bytes);
    bytes += bytes < size;
    data += bytes;
    size -= bytes;
  }
  if (results_load(&results, folder, &error) == STATUS_OK) {
    results_release(&results);
  } else if (error.text[0] == '\0') {
    abort();
  }
  return 0;
}
