/* Which of a number of users or connections a share of them is: exactly so many, drawn without
 * regard to their order, and always the same ones of the same number. */
#ifndef COMMON_SUITE_SHARE_H
#define COMMON_SUITE_SHARE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/random.h"

/* A draw that goes through all of them, one after the other. */
struct share {
  struct random random;
  uint64_t left;   /* not yet gone through */
  uint64_t wanted; /* of these */
};

/* `share`: 0 to 1 of `count`, rounded to the nearest whole number. */
struct share share_of(uint64_t count, double share);

/* Whether the next one is among the share; behind the last one none is. */
bool share_next(struct share *share);

#endif
