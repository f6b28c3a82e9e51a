/* The colours of heat maps. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bench/chart/palette.h"

/* Relative luminance, of the Web Content Accessibility Guidelines 2.1. */
static double luminance_of(uint32_t colour) {
  static const double weights[] = {0.0722, 0.7152, 0.2126};
  double sum = 0;
  for (int i = 0; i < 3; i++) {
    double part = (double)(colour >> (8 * i) & 0xff) / 255;
    sum += weights[i] * (part <= 0.03928 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4));
  }
  return sum;
}

/* L* of CIELAB. */
static double lightness_of(uint32_t colour) {
  return 116 * cbrt(luminance_of(colour)) - 16;
}

static uint32_t colour_named(const char *name) {
  const struct palette_colour *colour = palette;
  while (colour->name && strcmp(colour->name, name) != 0)
    colour++;
  assert_non_null(colour->name);
  assert_int_equal(colour->light, colour->dark);
  return colour->light;
}

static void ends_and_middle_are_the_published_colours(void **state) {
  (void)state;
  assert_int_equal(palette_heat(0), 0x00204d);
  assert_int_equal(palette_heat(1), 0xffea46);
  assert_int_equal(palette_heat(1.0 / 9), 0x00306f);
  assert_int_equal(palette_heat(-1), 0x00204d);
  assert_int_equal(palette_heat(2), 0xffea46);
  assert_int_equal(palette_heat(0.5), 0x7d7c76); /* between #707173 and #8a8779 */
}

/* Nine equal steps from L* 12 to 92 would be 8.9 each. */
static void lightness_grows_evenly(void **state) {
  (void)state;
  for (int i = 0; i < 9; i++) {
    double step = lightness_of(palette_heat((i + 1) / 9.0)) - lightness_of(palette_heat(i / 9.0));
    assert_true(step > 6.5 && step < 11.5);
  }
}

static void texts_can_be_read_on_every_colour(void **state) {
  (void)state;
  double white = luminance_of(colour_named("tile_white"));
  double black = luminance_of(colour_named("tile_black"));
  for (int i = 0; i <= 1000; i++) {
    uint32_t colour = palette_heat(i / 1000.0);
    double own = luminance_of(colour);
    double contrast =
        palette_is_dark(colour) ? (white + 0.05) / (own + 0.05) : (own + 0.05) / (black + 0.05);
    assert_true(contrast >= 4.5);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(ends_and_middle_are_the_published_colours),
      cmocka_unit_test(lightness_grows_evenly),
      cmocka_unit_test(texts_can_be_read_on_every_colour),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
