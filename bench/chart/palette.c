/* The hues of the transports are those of Okabe and Ito, darkened for white paper: people who
 * confuse red and green can tell them apart. Dashes and points differ too. */
#include "bench/chart/palette.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "common/base/contract.h"
#include "common/base/traits.h"
#include "common/base/whole.h"

const struct palette_colour palette[] = {
    {"ink", 0x1f2328, 0xe6edf3},
    {"quiet", 0x57606a, 0x9aa4af},
    {"paper", 0xffffff, 0x0d1117},
    {"axis_colour", 0x818b95, 0x7d8690},
    {"grid", 0xe4e7eb, 0x262c34},
    {"shaded", 0xe6e9ee, 0x21262d},
    {"model", 0x8a939d, 0x77808a},
    /* the transports */
    {"short_poll", 0xd55e00, 0xf0803c},
    {"long_poll", 0xb14f88, 0xe08fc0},
    {"sse", 0x008f68, 0x2cc295},
    {"websocket", 0x0072b2, 0x58a6e8},
    /* verdicts */
    {"good", 0x1a7f37, 0x3fb950},
    {"doubtful", 0x9a6700, 0xd4a72c},
    {"bad", 0xcf222e, 0xff7b72},
    /* texts on the tiles of heat maps, whose colours are the same on both papers */
    {"tile_black", 0x000001, 0x000001},
    {"tile_white", 0xfffffe, 0xfffffe},
    {NULL, 0, 0},
};

/* Ten colours at even distances, as published. */
static const uint32_t cividis[] = {0x00204d, 0x00306f, 0x39486b, 0x575c6d, 0x707173,
                                   0x8a8779, 0xa69d75, 0xc4b56c, 0xe4cf5b, 0xffea46};

enum { CIVIDIS_STEPS = sizeof cividis / sizeof *cividis - 1, CHANNELS = 3, CHANNEL_BITS = 8 };

static double channel_of(uint32_t colour, int channel) {
  return (double)(colour >> (CHANNEL_BITS * channel) & 0xff);
}

uint32_t palette_heat(double share) {
  double at = fmin(fmax(share, 0), 1) * CIVIDIS_STEPS;
  int below = at < CIVIDIS_STEPS ? (int)whole_signed_of(at) : CIVIDIS_STEPS - 1;
  uint32_t colour = 0;
  for (int channel = 0; channel < CHANNELS; channel++) {
    double low = channel_of(cividis[below], channel);
    double high = channel_of(cividis[below + 1], channel);
    colour |= (uint32_t)whole_of(low + (high - low) * (at - below) + 0.5)
              << (CHANNEL_BITS * channel);
  }
  return colour;
}

/* Relative luminance, of the Web Content Accessibility Guidelines 2.1. */
static double luminance_of(uint32_t colour) {
  static const double weights[CHANNELS] = {0.0722, 0.7152, 0.2126};
  double luminance = 0;
  for (int channel = 0; channel < CHANNELS; channel++) {
    double part = channel_of(colour, channel) / 255;
    luminance +=
        weights[channel] * (part <= 0.03928 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4));
  }
  return luminance;
}

/* At this luminance the contrast to black is that to white. */
static const double even_luminance = 0.1791;

bool palette_is_dark(uint32_t colour) {
  return luminance_of(colour) < even_luminance;
}

static bool has_colour(const struct palette_colour *table, const char *name) {
  while (table->name && strcmp(table->name, name) != 0)
    table++;
  return table->name != NULL;
}

void palette_check(const struct palette_colour *table) {
  for (int i = 0; i < TRANSPORT_COUNT; i++)
    CONTRACT_OF(transport_name(i), has_colour(table, transport_name(i)));
}
