/* Decides by the figure's path, unit and owner. */
#include "bench/base/figure_basis.h"

#include <string.h>

static bool begins(const char *path, const char *beginning) {
  return strncmp(path, beginning, strlen(beginning)) == 0;
}

enum figure_basis figure_basis_of(enum figure figure) {
  static const char *const counted[] = {"bytes.", "requests.", "segments."};
  const struct figure_entry *entry = &figure_table[figure];
  for (size_t i = 0; i < sizeof counted / sizeof *counted; i++)
    if (begins(entry->path, counted[i]))
      return BASIS_COUNTED;
  bool count = entry->unit == UNIT_COUNT && entry->owner != OWNER_RUNNER;
  return count && !begins(entry->path, "client.") ? BASIS_COUNTED : BASIS_TESTED;
}
