/* Reads JSON that may be malformed, or too deep. */
#include "documents/json_read.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/json_depth.h"

static void fault_say(json_error_t *fault, int line, const char *text, const char *about) {
  if (!fault)
    return;
  *fault = (json_error_t){.line = line, .column = line, .position = line};
  snprintf(fault->text, sizeof fault->text - 1, "%s%s", text, about);
}

json_t *json_read_text(const char *text, size_t bytes, size_t flags, json_error_t *fault) {
  if (json_depth_fits(text, bytes))
    return json_loadb(text, bytes, flags, fault);
  fault_say(fault, 1, "arrays and objects within one another are too many levels deep", "");
  return NULL;
}

char *json_read_bytes(const char *path, size_t *bytes) {
  FILE *file = fopen(path, "re");
  size_t capacity = 0, count = 0;
  char *text = NULL;
  if (!file)
    return NULL;
  for (;;) {
    if (count + 1 >= capacity) {
      capacity = capacity ? 2 * capacity : 65536;
      char *grown = realloc(text, capacity);
      if (!grown)
        goto fail;
      text = grown;
    }
    size_t got = fread(text + count, 1, capacity - count - 1, file);
    count += got;
    if (got == 0)
      break;
  }
  if (ferror(file))
    goto fail;
  fclose(file);
  text[count] = '\0';
  *bytes = count;
  return text;

fail:;
  int failure = errno;
  free(text);
  fclose(file);
  errno = failure;
  return NULL;
}

json_t *json_read_file(const char *path, size_t flags, json_error_t *fault) {
  size_t bytes = 0;
  char *text = json_read_bytes(path, &bytes);
  if (!text) {
    char about[120];
    snprintf(about, sizeof about, "%.80s: %s", path, strerror(errno));
    fault_say(fault, -1, "cannot read ", about);
    return NULL;
  }
  json_t *document = json_read_text(text, bytes, flags, fault);
  free(text);
  return document;
}
