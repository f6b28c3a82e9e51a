/* The colours of charts and report, for white and for dark paper. The contrast to the paper is at
 * least 3 : 1 for lines and marks, and 4.5 : 1 for text. */
#ifndef BENCH_CHART_PALETTE_H
#define BENCH_CHART_PALETTE_H

#include <stdint.h>

/* Colours are 0xRRGGBB. `name` is gnuplot's variable and, after two hyphens, the style sheet's. */
struct palette_colour {
  const char *name;
  uint32_t light, dark;
};

/* A NULL name ends the list. */
extern const struct palette_colour palette[];

/* Contract: each transport has a colour of its name. */
void palette_check(const struct palette_colour *table);

#endif
