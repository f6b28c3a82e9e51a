/* The colours of charts and report, on white and on dark paper. Each that lines, marks or
 * text have stands out from either paper by at least 3 : 1, text by 4.5 : 1. */
#ifndef BENCH_CHART_PALETTE_H
#define BENCH_CHART_PALETTE_H

#include <stdint.h>

/* 0xRRGGBB each. The name is gnuplot's variable and, behind two hyphens, the style sheet's. */
struct palette_colour {
  const char *name;
  uint32_t light, dark;
};

/* A NULL name ends the list. */
extern const struct palette_colour palette[];

/* Contract: each transport has a colour of its name. */
void palette_check(const struct palette_colour *table);

#endif
