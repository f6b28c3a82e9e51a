/* Chooses the words by the figure's unit. */
#include "bench/base/figure_words.h"

#include <math.h>
#include <stdio.h>

static struct words per_second(struct words words) {
  struct words rate;
  snprintf(rate.text, sizeof rate.text, "%.180s/s", words.text);
  return rate;
}

/* Of time, and of what residuals are: they may be below 0. */
static struct words duration_words(double ns) {
  return ns < 0 ? words_difference_ns(ns) : words_duration_ns(ns);
}

struct words figure_words(enum figure figure, double value) {
  if (isnan(value))
    return words_number(value);
  switch (figure_table[figure].unit) {
  case UNIT_NS:
    return duration_words(value);
  case UNIT_US:
    return duration_words(value * 1e3);
  case UNIT_MS:
    return duration_words(value * 1e6);
  case UNIT_S:
    return duration_words(value * 1e9);
  case UNIT_BYTES:
    return words_bytes(value);
  case UNIT_BYTES_PER_S:
    return per_second(words_bytes(value));
  case UNIT_PER_S:
    return per_second(words_number(value));
  case UNIT_SHARE:
    return words_share(value);
  case UNIT_COUNT:
    return words_count(value);
  default:
    return words_number(value);
  }
}
