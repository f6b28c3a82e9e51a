/* Arithmetic on the counters. */
#include "clients/record/counters.h"

struct counters counters_since(const struct counters *later, const struct counters *earlier) {
  struct counters difference = {
#define COUNTERS_DIFFERENCE(name) .name = later->name - earlier->name,
      COUNTERS_LIST(COUNTERS_DIFFERENCE)
#undef COUNTERS_DIFFERENCE
  };
  return difference;
}
