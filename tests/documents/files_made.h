/* A folder in /tmp for one test, with files. Includes cmocka.h for the test. */
#ifndef TESTS_DOCUMENTS_FILES_MADE_H
#define TESTS_DOCUMENTS_FILES_MADE_H

/* cmocka.h needs these before it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILES_MADE_MAX = 4, FILE_PATH_BYTES = 128 };

static char files_folder[FILE_PATH_BYTES / 2];
static char files_made[FILES_MADE_MAX][FILE_PATH_BYTES];
static size_t files_count;

static inline int files_begin(void **state) {
  (void)state;
  files_count = 0;
  snprintf(files_folder, sizeof files_folder, "/tmp/pushbench-test-XXXXXX");
  return mkdtemp(files_folder) ? 0 : -1;
}

static inline int files_end(void **state) {
  (void)state;
  for (size_t i = 0; i < files_count; i++)
    unlink(files_made[i]);
  return rmdir(files_folder);
}

/* A test with a folder of its own. */
#define WITH_FILES(name) cmocka_unit_test_setup_teardown(name, files_begin, files_end)

/* Writes a file, a second time too; returns its path. */
static inline const char *file_make(const char *name, const char *text) {
  char path[FILE_PATH_BYTES];
  size_t i = 0;
  snprintf(path, sizeof path, "%.60s/%.60s", files_folder, name);
  while (i < files_count && strcmp(files_made[i], path) != 0)
    i++;
  assert_true(i < FILES_MADE_MAX);
  snprintf(files_made[i], sizeof files_made[i], "%s", path);
  files_count += i == files_count;
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  fputs(text, file);
  assert_int_equal(fclose(file), 0);
  return files_made[i];
}

#endif
