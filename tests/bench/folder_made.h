/* A folder in /tmp for one test, and its files. */
#ifndef TESTS_BENCH_FOLDER_MADE_H
#define TESTS_BENCH_FOLDER_MADE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bench/base/folder.h"
#include "tests/bench/says.h"

enum { MADE_FOLDER_BYTES = 64, MADE_FILE_BYTES = 1 << 18 };

/* The folder of the running test. */
static char made_folder[MADE_FOLDER_BYTES];

static inline int made_folder_open(void **state) {
  (void)state;
  snprintf(made_folder, sizeof made_folder, "/tmp/pushbench-test-XXXXXX");
  return mkdtemp(made_folder) ? 0 : -1;
}

static inline int made_folder_close(void **state) {
  (void)state;
  folder_remove(made_folder);
  return 0;
}

/* A test with a folder of its own. */
#define IN_FOLDER(name) cmocka_unit_test_setup_teardown(name, made_folder_open, made_folder_close)

/* Writes a file in the folder, and makes the folders in its name. */
static inline void made_file_write(const char *name, const char *text) {
  struct path path = path_of("%s/%s", made_folder, name);
  char *slash = strrchr(path.text, '/');
  *slash = '\0';
  assert_int_equal(folder_make(path.text, NULL), STATUS_OK);
  *slash = '/';
  FILE *file = fopen(path.text, "w");
  assert_non_null(file);
  fputs(text, file);
  assert_int_equal(fclose(file), 0);
}

/* Makes a program from lines of shell; returns its path. */
static inline struct path made_program(const char *name, const char *shell) {
  struct path path = path_of("%s/%s", made_folder, name);
  char *text = malloc(strlen(shell) + sizeof "#!/bin/sh\n");
  assert_non_null(text);
  sprintf(text, "#!/bin/sh\n%s", shell);
  made_file_write(name, text);
  free(text);
  assert_int_equal(chmod(path.text, 0755), 0);
  return path;
}

/* The text of a file, to be freed; NULL if there is none. */
static inline char *made_file_text(const char *name) {
  FILE *file = fopen(path_of("%s/%s", made_folder, name).text, "r");
  if (!file)
    return NULL;
  char *text = calloc(1, MADE_FILE_BYTES);
  assert_non_null(text);
  size_t bytes = fread(text, 1, MADE_FILE_BYTES - 1, file);
  assert_true(bytes < MADE_FILE_BYTES - 1);
  fclose(file);
  return text;
}

static inline void assert_file(const char *name, const char *expected) {
  char *text = made_file_text(name);
  assert_non_null(text);
  assert_string_equal(text, expected);
  free(text);
}

#endif
