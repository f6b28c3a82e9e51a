/* Loads an experiment from a string. */
#ifndef TESTS_BENCH_EXPERIMENT_TEXT_H
#define TESTS_BENCH_EXPERIMENT_TEXT_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench/plan/experiment_read.h"

static inline enum status experiment_from(struct experiment *experiment, const char *text,
                                          struct error *error) {
  char path[] = "/tmp/pushbench-test-XXXXXX";
  FILE *file = fdopen(mkstemp(path), "w");
  fputs(text, file);
  fclose(file);
  *experiment = (struct experiment){0};
  enum status status = experiment_load(experiment, path, error);
  unlink(path);
  return status;
}

#endif
