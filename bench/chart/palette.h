/* The colours of charts and report, for white and for dark paper. The contrast to the paper is at
 * least 3 : 1 for lines and marks, and 4.5 : 1 for text. */
#ifndef BENCH_CHART_PALETTE_H
#define BENCH_CHART_PALETTE_H

#include <stdbool.h>
#include <stdint.h>

/* Colours are 0xRRGGBB. `name` is gnuplot's variable and, after two hyphens, the style sheet's. */
struct palette_colour {
  const char *name;
  uint32_t light, dark;
};

/* A NULL name ends the list. */
extern const struct palette_colour palette[];

/* The colours of heat maps: those of cividis (Nuñez, Anderton and Renslow, "Optimizing colormaps
 * with consideration for color vision deficiency to enable accurate interpretation of scientific
 * data", PLoS ONE 13(7), 2018). Lightness grows evenly with the share, from 0 to 1. */
uint32_t palette_heat(double share);

/* The texts that can be read on such a colour are tile_white on a dark one, tile_black on others:
 * the contrast is at least 4.5 : 1. */
bool palette_is_dark(uint32_t colour);

/* Contract: each transport has a colour of its name. */
void palette_check(const struct palette_colour *table);

#endif
