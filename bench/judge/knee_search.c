/* Decides which value is probed next. */
#include "bench/judge/knee_search.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/base/contract.h"

/* The odds that a probe is right: 4/5 against 1/5. */
static const double RIGHT_ODDS = 4;

/* The width, on the logarithmic scale, of what lies below `from`, and of what lies above the
 * greatest value that was probed: that of the next doubling. If all values up to `to` counted, a
 * single failure would never be believed. */
static const double BEYOND_WIDTH = M_LN2;

/* What these widths leave out makes a search err up to one and a half times as often as the
 * probabilities say, as simulated searches show (tests/bench/judge/test_knee_search.c). */
static const double ERROR_MARGIN = 0.6;

void knee_search_begin(struct knee_search *search, double from, double to, double within,
                       double error, bool whole) {
  CONTRACT(from > 0 && from < to && within > 0 && error > 0 && error < 1);
  *search = (struct knee_search){
      .from = from, .to = to, .within = within, .error = error, .whole = whole};
}

/* ---- probabilities ---- */

/* Gap i lies between the tested values i - 1 and i; the first is below all, the last above. */
struct gaps {
  double probability[KNEE_PROBES_MAX + 1];
  size_t count;
};

static double value_at(const struct knee_search *search, size_t index) {
  return search->tallies[index].value;
}

/* On the logarithmic scale. */
static double gap_width(const struct knee_search *search, size_t gap) {
  if (gap == 0 || gap == search->count)
    return BEYOND_WIDTH;
  return log(value_at(search, gap) / value_at(search, gap - 1));
}

static void gaps_find(const struct knee_search *search, struct gaps *gaps) {
  int agreeing[KNEE_PROBES_MAX + 1] = {0}, most = 0; /* more than with the first gap */
  double sum = 0;
  gaps->count = search->count + 1;
  for (size_t i = 1; i < gaps->count; i++) {
    const struct knee_tally *tally = &search->tallies[i - 1];
    agreeing[i] = agreeing[i - 1] + tally->held - tally->failed;
    most = agreeing[i] > most ? agreeing[i] : most;
  }
  for (size_t i = 0; i < gaps->count; i++) {
    gaps->probability[i] = gap_width(search, i) * pow(RIGHT_ODDS, agreeing[i] - most);
    sum += gaps->probability[i];
  }
  for (size_t i = 0; i < gaps->count; i++)
    gaps->probability[i] /= sum;
}

/* ---- brackets ---- */

/* The probability with which the search is content. */
static double enough(const struct knee_search *search) {
  return 1 - ERROR_MARGIN * search->error;
}

static double rounded(const struct knee_search *search, double value) {
  char text[32];
  if (search->whole)
    return round(value);
  snprintf(text, sizeof text, "%.2e", value);
  return strtod(text, NULL);
}

static bool is_narrow(const struct knee_search *search, double low, double high) {
  double middle = rounded(search, sqrt(low * high));
  return high <= low * (1 + search->within) || middle <= low || middle >= high;
}

static struct knee_bracket bracket_of(const struct knee_search *search, const struct gaps *gaps,
                                      size_t first, size_t last) {
  struct knee_bracket bracket = {
      .low = first > 0 ? value_at(search, first - 1) : 0,
      .high = last < search->count ? value_at(search, last) : INFINITY,
  };
  for (size_t i = first; i <= last; i++)
    bracket.probability += gaps->probability[i];
  return bracket;
}

/* The most probable bracket of neighbouring gaps that is narrow enough; one with the probability 0
 * where there is none. Quadratic in the few gaps that are so near to each other. */
static struct knee_bracket narrow_bracket(const struct knee_search *search,
                                          const struct gaps *gaps) {
  struct knee_bracket best = {.probability = 0};
  for (size_t first = 1; first < search->count; first++)
    for (size_t last = first; last < search->count; last++) {
      if (!is_narrow(search, value_at(search, first - 1), value_at(search, last)))
        break;
      struct knee_bracket bracket = bracket_of(search, gaps, first, last);
      best = bracket.probability > best.probability ? bracket : best;
    }
  return best;
}

static size_t gap_most_probable(const struct gaps *gaps) {
  size_t most = 0;
  for (size_t i = 1; i < gaps->count; i++)
    if (gaps->probability[i] > gaps->probability[most])
      most = i;
  return most;
}

struct knee_bracket knee_search_bracket(const struct knee_search *search) {
  struct gaps gaps = {.count = 0};
  gaps_find(search, &gaps);
  struct knee_bracket narrow = narrow_bracket(search, &gaps);
  size_t most = gap_most_probable(&gaps);
  return narrow.probability >= gaps.probability[most] ? narrow
                                                      : bracket_of(search, &gaps, most, most);
}

/* ---- the next value ---- */

static bool any_failed(const struct knee_search *search) {
  for (size_t i = 0; i < search->count; i++)
    if (search->tallies[i].failed > 0)
      return true;
  return false;
}

/* The value that halves the probabilities of this gap, which lies between two values. `before` is
 * the probability of all gaps below it. Near an end of the gap it is the end, which is probed
 * again. */
static double value_within(const struct knee_search *search, const struct gaps *gaps, size_t gap,
                           double before) {
  double low = value_at(search, gap - 1), high = fmin(search->to, 4 * low);
  double own = gaps->probability[gap], after = 1 - before - own;
  double near = pow(1 + search->within, 0.25); /* leaves a middle in every gap that is too wide */
  if (gap < search->count)
    high = value_at(search, gap);
  if (gap < search->count && is_narrow(search, low, high))
    return before >= after ? low : high;
  double part = gap < search->count ? (0.5 - before) / own : 0.5;
  double value = rounded(search, low * pow(high / low, part));
  if (value < low * near)
    return low;
  return gap < search->count && value > high / near ? high : value;
}

/* The greatest value that seems to hold; 0 for none. */
static double greatest_held(const struct knee_search *search, const struct gaps *gaps) {
  size_t most = gap_most_probable(gaps);
  return most > 0 ? value_at(search, most - 1) : 0;
}

static double median_of(const struct knee_search *search, const struct gaps *gaps) {
  double before = 0;
  size_t gap = 0;
  while (gap + 1 < gaps->count && before + gaps->probability[gap] < 0.5)
    before += gaps->probability[gap++];
  if (gap == 0)
    return search->from;
  if (gap == search->count && value_at(search, gap - 1) >= search->to)
    return search->to;
  return value_within(search, gaps, gap, before);
}

enum knee_state knee_search_next(const struct knee_search *search, double *value) {
  struct gaps gaps = {.count = 0};
  *value = search->from;
  if (search->count == 0)
    return KNEE_GOES_ON;
  double last = value_at(search, search->count - 1);
  gaps_find(search, &gaps);
  if (gaps.probability[0] >= enough(search))
    return KNEE_BELOW;
  if (last >= search->to && gaps.probability[search->count] >= enough(search))
    return KNEE_ABOVE;
  if (narrow_bracket(search, &gaps).probability >= enough(search))
    return KNEE_FOUND;
  if (search->probes >= KNEE_PROBES_MAX)
    return KNEE_UNSETTLED;
  double most = fmin(2 * greatest_held(search, &gaps), search->to);
  *value = any_failed(search) ? median_of(search, &gaps) : fmin(2 * last, search->to);
  *value = fmax(fmin(*value, most), search->from);
  return KNEE_GOES_ON;
}

void knee_search_take(struct knee_search *search, double value, bool holds) {
  size_t at = 0;
  CONTRACT(search->probes < KNEE_PROBES_MAX);
  while (at < search->count && search->tallies[at].value < value)
    at++;
  if (at == search->count || search->tallies[at].value > value) {
    for (size_t i = search->count++; i > at; i--)
      search->tallies[i] = search->tallies[i - 1];
    search->tallies[at] = (struct knee_tally){.value = value};
  }
  search->tallies[at].held += holds;
  search->tallies[at].failed += !holds;
  search->probes++;
}

double knee_search_probes(const struct knee_search *search) {
  double doublings = ceil(log2(search->to / search->from) / 2);
  double halvings = ceil(log2(M_LN2 / log1p(search->within)));
  double again = ceil(log(1 / (ERROR_MARGIN * search->error)) / log(RIGHT_ODDS));
  return 1 + doublings + 1.5 * fmax(halvings, 0) + 2 * again;
}
