/* Draws a share of all users or of all connections: exactly so many of them, without regard to
 * their order, and the same ones each time the number of all and the share are the same. */
#ifndef COMMON_SUITE_SHARE_H
#define COMMON_SUITE_SHARE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/random.h"

/* A draw goes through all of them, one after the other. */
struct share {
  struct random random;
  uint64_t left;   /* not yet gone through */
  uint64_t wanted; /* of these */
};

/* `share`: 0 to 1 of `count`, rounded to the nearest whole number. */
struct share share_of(uint64_t count, double share);

/* Whether the next one is drawn; false when all have been gone through. */
bool share_next(struct share *share);

#endif
