/* The inverse of common/base/numerals. */
#include "bench/report/page_value.h"

#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static bool skip(const char **at, const char *word) {
  size_t bytes = strlen(word);
  bool is = strncmp(*at, word, bytes) == 0;
  *at += is ? bytes : 0;
  return is;
}

/* Reads digits with commas between thousands; NAN without a digit. */
static double digits_read(const char **at) {
  enum { DIGITS_MAX = 32 };
  char digits[DIGITS_MAX + 1];
  size_t used = 0;
  if (!isdigit((unsigned char)**at))
    return NAN;
  for (; (isdigit((unsigned char)**at) || **at == ',' || **at == '.') && used < DIGITS_MAX; ++*at)
    if (**at != ',')
      digits[used++] = **at;
  digits[used] = '\0';
  return strtod(digits, NULL);
}

static double unit_read(const char *at) {
  static const struct {
    const char *name;
    double factor;
  } units[] = {{"ns", 1e-9}, {"µs", 1e-6}, {"ms", 1e-3}, {"kB", 1e3},
               {"MB", 1e6},  {"GB", 1e9},  {"%", 1e-2}};
  size_t bytes = strcspn(at, " ,;()");
  for (size_t i = 0; i < sizeof units / sizeof *units; i++)
    if (strlen(units[i].name) == bytes && memcmp(at, units[i].name, bytes) == 0)
      return units[i].factor;
  return 1;
}

double page_value(const char *text) {
  double beyond = skip(&text, "under ") ? 0.5 : skip(&text, "over ") ? 1.0005 : 1;
  double sign = skip(&text, "−") || skip(&text, "-") ? -1 : 1;
  skip(&text, "+");
  skip(&text, "<");
  double number = digits_read(&text);
  skip(&text, " ");
  return isnan(number) ? NAN : sign * number * beyond * unit_read(text);
}
