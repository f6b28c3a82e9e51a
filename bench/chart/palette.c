/* The hues of the transports are those of Okabe and Ito, darkened for white paper: people who
 * confuse red and green can tell them apart. Dashes and points differ too. */
#include "bench/chart/palette.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "common/base/contract.h"
#include "common/base/traits.h"

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
    {NULL, 0, 0},
};

static bool has_colour(const struct palette_colour *table, const char *name) {
  while (table->name && strcmp(table->name, name) != 0)
    table++;
  return table->name != NULL;
}

void palette_check(const struct palette_colour *table) {
  for (int i = 0; i < TRANSPORT_COUNT; i++)
    CONTRACT_OF(transport_name(i), has_colour(table, transport_name(i)));
}
