/* Differences of snapshots. */
#include "clients/record/counters.h"

#include "common/base/contract.h"

struct counters counters_since(const struct counters *later, const struct counters *earlier) {
#define COUNTERS_CONTRACT(name) CONTRACT(later->name >= earlier->name);
  COUNTERS_GROWING(COUNTERS_CONTRACT)
#undef COUNTERS_CONTRACT
  struct counters difference = {
#define COUNTERS_DIFFERENCE(name) .name = later->name - earlier->name,
      COUNTERS_LIST(COUNTERS_DIFFERENCE)
#undef COUNTERS_DIFFERENCE
  };
  return difference;
}
