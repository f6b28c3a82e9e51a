/* Draws a share of all users or connections at random: an exact number of them, and the same ones
 * each time for the same total and share. */
#ifndef COMMON_SUITE_SHARE_H
#define COMMON_SUITE_SHARE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/random.h"

/* A draw decides on all of them, one after the other. */
struct share {
  struct random random;
  uint64_t left;   /* not yet decided on */
  uint64_t wanted; /* of these, how many are still to be drawn */
};

/* `share`: 0 to 1 of `count`, rounded to the nearest whole number. */
struct share share_of(uint64_t count, double share);

/* Whether the next one is drawn; false when all are decided on. */
bool share_next(struct share *share);

#endif
