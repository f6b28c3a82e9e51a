/* A change that is not known. */
#include "bench/versus/figure_change.h"

#include <math.h>
#include <stdio.h>

struct figure_change figure_change_unknown(const char *doubt) {
  struct figure_change change = {
      .ratio = {.ratio = NAN, .low = NAN, .high = NAN},
      .base = FIGURE_RANGE_UNKNOWN,
      .run = FIGURE_RANGE_UNKNOWN,
      .of = "repeats",
  };
  snprintf(change.doubt.text, sizeof change.doubt.text, "%s", doubt);
  return change;
}
