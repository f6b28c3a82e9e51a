/* A folder of a test's own, in which it runs: setup and teardown of cmocka. */
#ifndef TESTS_BENCH_TEMPORARY_PLACE_H
#define TESTS_BENCH_TEMPORARY_PLACE_H

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench/base/folder.h"

static char before[PATH_MAX], place[32];

static int begin(void **state) {
  (void)state;
  snprintf(place, sizeof place, "/tmp/pushbench-test-XXXXXX");
  return !getcwd(before, sizeof before) || !mkdtemp(place) || chdir(place) != 0;
}

static int end(void **state) {
  (void)state;
  int status = chdir(before);
  folder_remove(place);
  return status;
}

#endif
