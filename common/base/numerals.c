/* Figures for people. */
#include "common/base/numerals.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static struct words words_none(void) {
  return (struct words){"–"};
}

/* For sizes below 1; below 0.0001 %g would write an exponent. */
static void small_write(char *out, size_t capacity, double number) {
  if (fabs(number) < 1e-6)
    snprintf(out, capacity, "under 0.000001");
  else
    snprintf(out, capacity, fabs(number) < 1e-4 ? "%.6f" : "%.3g", number);
}

/* A whole number, thousands separated. */
static void grouped_write(char *out, size_t capacity, double number) {
  char digits[64];
  size_t length = (size_t)snprintf(digits, sizeof digits, "%.0f", number);
  size_t used = 0;
  for (size_t i = 0; i < length && used + 2 < capacity; i++) {
    if (i > 0 && (length - i) % 3 == 0 && digits[i - 1] != '-')
      out[used++] = ',';
    out[used++] = digits[i];
  }
  out[used] = '\0';
}

/* Three significant digits without an exponent. */
static void number_write(char *out, size_t capacity, double number) {
  double size = fabs(number);
  if (size > 0 && size < 0.9995)
    small_write(out, capacity, number);
  else if (size >= 9999.5)
    grouped_write(out, capacity, number);
  else
    snprintf(out, capacity, "%.*f", size == 0 || size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2, number);
}

static struct words words_united(double number, const char *unit) {
  struct words words;
  char text[48];
  number_write(text, sizeof text, number);
  snprintf(words.text, sizeof words.text, "%s%s%s", text, *unit ? " " : "", unit);
  return words;
}

struct words words_number(double number) {
  return isnan(number) ? words_none() : words_united(number, "");
}

struct words words_count(double count) {
  struct words words;
  if (isnan(count) || count != floor(count) || count >= 1e6)
    return words_number(count);
  snprintf(words.text, sizeof words.text, "%.0f", count);
  return words;
}

static struct words words_scaled(double number, const char *const *units, size_t count) {
  size_t unit = 0;
  if (isnan(number))
    return words_none();
  while (unit + 1 < count && fabs(number) >= 999.5) {
    number /= 1000;
    unit++;
  }
  return words_united(number, units[unit]);
}

struct words words_duration_ns(double ns) {
  static const char *const units[] = {"ns", "µs", "ms", "s"};
  return words_scaled(ns, units, sizeof units / sizeof *units);
}

struct words words_duration_us(double us) {
  return words_duration_ns(us * 1e3);
}

struct words words_duration_ms(double ms) {
  return words_duration_ns(ms * 1e6);
}

struct words words_signed(double difference, struct words (*words)(double size)) {
  struct words size = words(fabs(difference)), signed_words;
  if (isnan(difference))
    return size;
  snprintf(signed_words.text, sizeof signed_words.text, "%s%.80s", difference < 0 ? "−" : "+",
           size.text);
  return signed_words;
}

struct words words_difference_ns(double ns) {
  return words_signed(ns, words_duration_ns);
}

struct words words_bytes(double bytes) {
  static const char *const units[] = {"B", "kB", "MB", "GB"};
  return words_scaled(bytes, units, sizeof units / sizeof *units);
}

struct words words_share(double share) {
  struct words words;
  double percent = 100 * share;
  if (isnan(share))
    return words_none();
  if (percent > 0 && percent < 0.1)
    return (struct words){"under 0.1 %"};
  if (percent < 100 && percent > 99.9)
    return (struct words){"over 99.9 %"};
  snprintf(words.text, sizeof words.text, "%.*f %%",
           percent == 0 || percent == 100 || (percent >= 10 && percent < 99) ? 0 : 1, percent);
  return words;
}

struct words words_points(double share) {
  return isnan(share) ? words_none() : words_united(100 * share, "points");
}

struct words words_times(double ratio) {
  struct words words = words_number(ratio);
  if (!isnan(ratio))
    strncat(words.text, "×", sizeof words.text - strlen(words.text) - 1);
  return words;
}

const char *word_for(double count, const char *one, const char *many) {
  return count == 1 ? one : many;
}
