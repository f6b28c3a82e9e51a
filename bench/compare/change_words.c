/* Words ratios as changes in per cent. */
#include "bench/compare/change_words.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

static const double times_from = 3; /* a ratio from which on it is written as such */

static bool is_times(double ratio) {
  return ratio >= times_from || ratio <= 1 / times_from;
}

struct words ratio_change_words(double ratio) {
  struct words words = {"–"};
  double percent = 100 * (ratio - 1), size = fabs(percent);
  if (isnan(ratio))
    return words;
  if (size == 0)
    return (struct words){"0 %"};
  if (is_times(ratio))
    return words_times(ratio);
  const char *sign = percent < 0 ? "−" : "+";
  if (size >= 0.095)
    snprintf(words.text, sizeof words.text, "%s%.*f %%", sign, size >= 9.95 ? 0 : 1, size);
  else
    snprintf(words.text, sizeof words.text, "%s%.1g %%", sign, size);
  return words;
}

struct words change_size_words(const struct change *change) {
  if (!isnan(change->ratio) || isnan(change->a) || isnan(change->b))
    return ratio_change_words(change->ratio);
  if (change->a == change->b)
    return (struct words){"0"};
  return words_signed(change->b - change->a, change->figure->words);
}

struct words change_interval_words(const struct change *change) {
  struct words words = {""};
  if (change->interval == INTERVAL_EXACT)
    return (struct words){"exact"};
  if (change->interval == INTERVAL_NONE)
    return words;
  bool times = is_times(change->low) || is_times(change->high); /* both ends alike */
  struct words low = times ? words_times(change->low) : ratio_change_words(change->low);
  struct words high = times ? words_times(change->high) : ratio_change_words(change->high);
  snprintf(words.text, sizeof words.text, "%.40s to %.40s", low.text, high.text);
  return words;
}

const char *change_finding_words(enum change_finding finding) {
  static const char *const words[CHANGE_FINDINGS] = {"not called", "cannot tell", "no difference",
                                                     "better", "worse"};
  return words[finding];
}

const char *change_finding_name(enum change_finding finding) {
  static const char *const names[CHANGE_FINDINGS] = {"not_called", "cannot_tell", "no_difference",
                                                     "better", "worse"};
  return names[finding];
}

const char *change_basis_name(enum change_basis basis) {
  static const char *const names[CHANGE_BASES] = {"exact", "repeats", "baseline", "shown"};
  return names[basis];
}

const char *change_interval_name(enum change_interval interval) {
  static const char *const names[] = {NULL, "exact", "repeats 95 %", "baseline 95 %"};
  return names[interval];
}
