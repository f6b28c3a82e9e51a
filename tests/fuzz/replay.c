/* Runs a fuzz target with each file of the given folders, without libFuzzer, so that any compiler's
 * sanitizers can be used. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/target.h"

enum { INPUT_BYTES_MAX = 16 << 20 };

/* The target gets a copy of the exact size, so that sanitizers see a read beyond it. */
static int file_replay(const char *path, uint8_t *buffer) {
  FILE *file = fopen(path, "rb");
  if (!file) {
    perror(path);
    return -1;
  }
  size_t bytes = fread(buffer, 1, INPUT_BYTES_MAX, file);
  int failed = ferror(file);
  fclose(file);
  uint8_t *input = malloc(bytes > 0 ? bytes : 1);
  if (failed || !input) {
    perror(path);
    free(input);
    return -1;
  }
  memcpy(input, buffer, bytes);
  printf("%s\n", path);
  fflush(stdout);
  LLVMFuzzerTestOneInput(input, bytes);
  free(input);
  return 0;
}

/* Returns how many inputs were run; -1 if one could not be read. */
static int folder_replay(const char *folder, uint8_t *buffer) {
  DIR *directory = opendir(folder);
  if (!directory) {
    perror(folder);
    return -1;
  }
  int inputs = 0;
  struct dirent *entry = NULL;
  while (inputs >= 0 && (entry = readdir(directory))) {
    if (entry->d_name[0] == '.') {
      continue;
    }
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    inputs = file_replay(path, buffer) == 0 ? inputs + 1 : -1;
  }
  closedir(directory);
  return inputs;
}

int main(int argc, char **argv) {
  uint8_t *buffer = malloc(INPUT_BYTES_MAX);
  int status = !buffer || argc < 2;
  for (int i = 1; i < argc && status == 0; i++) {
    int inputs = folder_replay(argv[i], buffer);
    if (inputs == 0) {
      fprintf(stderr, "%s: no inputs\n", argv[i]);
    }
    status = inputs <= 0;
  }
  free(buffer);
  return status;
}
