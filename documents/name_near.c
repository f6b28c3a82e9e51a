/* Asks the tables of options, which know what is near. */
#include "documents/name_near.h"

#include <stdio.h>

#include "common/suite/options.h"

enum { NAMES_MAX = 63 };

const char *name_near(const char *const *names, const char *name) {
  struct option options[NAMES_MAX + 1] = {{.name = NULL}};
  for (size_t i = 0; names && names[i] && i < NAMES_MAX; i++)
    options[i].name = names[i];
  return option_nearest(options, name);
}

void names_listed(const char *const *names, char *out, size_t capacity) {
  size_t used = 0;
  out[0] = '\0';
  for (size_t i = 0; names && names[i] && used < capacity; i++)
    used += (size_t)snprintf(out + used, capacity - used, "%s%s", i > 0 ? ", " : "", names[i]);
}
