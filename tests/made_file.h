/* A temporary file for each test. Includes cmocka.h for the test. */
#ifndef TESTS_MADE_FILE_H
#define TESTS_MADE_FILE_H

/* cmocka.h needs these before it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char made_path[] = "/tmp/pushbench-test-XXXXXX";

static inline int made_file_open(void **state) {
  (void)state;
  memset(made_path + sizeof made_path - 7, 'X', 6);
  int descriptor = mkstemp(made_path);
  close(descriptor);
  return descriptor < 0;
}

static inline int made_file_remove(void **state) {
  (void)state;
  return unlink(made_path);
}

#endif
