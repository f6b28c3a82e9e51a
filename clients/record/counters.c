/* Differences of snapshots. */
#include "clients/record/counters.h"

#include "clients/record/carrier.h"
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

void counters_carry(struct counters *counters, struct carrier *carrier) {
#define COUNTERS_CARRY(name) carrier_sum(carrier, &counters->name);
  COUNTERS_LIST(COUNTERS_CARRY)
#undef COUNTERS_CARRY
}
