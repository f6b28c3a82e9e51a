/* Holds the looks of a run. */
#include "bench/judge/looks.h"

#include <math.h>

const struct look looks[LOOKS] = {
    {LOOKS_REPEATS_FIRST, 0.9920}, {16, 0.9785}, {LOOKS_REPEATS_LAST, 0.9795}};

bool look_is_at(size_t repeats, size_t most) {
  for (size_t i = 0; i < LOOKS; i++)
    if (looks[i].repeats == repeats)
      return repeats <= most;
  return false;
}

size_t look_next(size_t repeats, size_t most) {
  for (size_t i = 0; i < LOOKS; i++)
    if (looks[i].repeats > repeats)
      return looks[i].repeats < most ? looks[i].repeats : most;
  return most;
}

double look_level(size_t repeats) {
  for (size_t i = 0; i + 1 < LOOKS; i++)
    if (repeats <= looks[i].repeats)
      return looks[i].level;
  return looks[LOOKS - 1].level;
}

double interval_width_share(const struct interval *interval) {
  double width = fmax(interval->high - interval->median, interval->median - interval->low);
  return width == 0 ? 0 : width / fabs(interval->median);
}
