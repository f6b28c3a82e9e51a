/* Shared by the fuzz targets: their entry point, their checks, and the input as a string. */
#ifndef TESTS_FUZZ_TARGET_H
#define TESTS_FUZZ_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Aborts if the target misbehaves; otherwise returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void expect(bool condition) {
  if (!condition)
    abort();
}

/* To be freed. */
static inline char *input_text(const uint8_t *data, size_t size) {
  char *text = malloc(size + 1);
  expect(text != NULL);
  if (size > 0)
    memcpy(text, data, size);
  text[size] = '\0';
  return text;
}

#endif
