/* An experiment's file, or the arguments of --set: what was read is written, and reads back the
 * same. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bench/plan/experiment_read.h"
#include "tests/fuzz/target.h"

/* Loads the text as a file in memory. */
static enum status load(struct experiment *experiment, const char *text, size_t bytes,
                        struct error *error) {
  char path[64];
  int descriptor = memfd_create("experiment", MFD_CLOEXEC);
  expect(descriptor >= 0 && write(descriptor, text, bytes) == (ssize_t)bytes);
  snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
  enum status status = experiment_load(experiment, path, error);
  close(descriptor);
  return status;
}

static char *text_of(const struct experiment *experiment) {
  json_t *document = experiment_json(experiment);
  char *text = json_dumps(document, JSON_COMPACT);
  json_decref(document);
  expect(text);
  return text;
}

static void check(const struct experiment *experiment) {
  struct experiment again = {.name = NULL};
  struct error error = {""};
  char *text = text_of(experiment);
  expect(load(&again, text, strlen(text), &error) == STATUS_OK);
  char *text_again = text_of(&again);
  expect(strcmp(text, text_again) == 0);
  free(text);
  free(text_again);
  experiment_release(&again);
}

/* Sets the text in an experiment. */
static void check_set(const char *text) {
  static const char base[] = "{\"name\":\"x\",\"params\":{\"transport\":\"sse\"}}";
  struct experiment experiment = {.name = NULL};
  struct error error = {""};
  expect(load(&experiment, base, sizeof base - 1, &error) == STATUS_OK);
  if (experiment_set(&experiment, text, &error) == STATUS_OK) {
    check(&experiment);
  } else {
    expect(error.text[0] != '\0');
  }
  experiment_release(&experiment);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct experiment experiment = {.name = NULL};
  struct error error = {""};
  char *text = input_text(data, size);
  if (size > 0 && data[0] != '{') {
    check_set(text);
  } else if (load(&experiment, text, size, &error) == STATUS_OK) {
    check(&experiment);
  } else {
    expect(error.text[0] != '\0');
  }
  experiment_release(&experiment);
  free(text);
  return 0;
}
