/* Computes the exact distribution of the number of pairs. */
#include "bench/judge/rank_test.h"
#include "common/stats/sorting.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double interval_level = 0.05;

/* The probability of each value of twice the number of pairs: twice, since ties are halves. */
struct distribution {
  double *share;
  size_t count; /* values 0 to count - 1 */
};

static bool split_counts(const struct rank_split *split) {
  return split->first_count > 0 && split->second_count > 0;
}

static size_t split_pairs(const struct rank_split *split) {
  return split->first_count * split->second_count;
}

/* Twice the number of pairs in which the second is the greater. */
static double pairs2_of(const struct rank_split *split) {
  double pairs2 = 0;
  for (size_t i = 0; i < split->first_count; i++)
    for (size_t j = 0; j < split->second_count; j++)
      pairs2 += split->second[j] > split->first[i] ? 2 : split->second[j] == split->first[i];
  return pairs2;
}

/* ---- the distribution of one split ---- */

/* All values of the split in order; NULL without memory. */
static double *values_sorted(const struct rank_split *split) {
  size_t count = split->first_count + split->second_count;
  double *values = calloc(count, sizeof *values);
  if (!values)
    return NULL;
  memcpy(values, split->first, split->first_count * sizeof *values);
  memcpy(values + split->first_count, split->second, split->second_count * sizeof *values);
  sort_numbers(values, count);
  return values;
}

/* Twice the rank of each of the sorted values: whole where ranks are halves. Without ties all
 * values are taken as different. */
static void ranks2_set(size_t *ranks2, const double *values, size_t count, bool ties) {
  for (size_t i = 0, end; i < count; i = end) {
    for (end = i + 1; ties && end < count && values[end] == values[i];)
      end++;
    for (size_t j = i; j < end; j++)
      ranks2[j] = i + 1 + end; /* twice the mean of i + 1 ... end */
  }
}

/* ways[chosen * sums + sum]: how many choices of `chosen` of the values have that sum of
 * doubled ranks. As doubles: beyond 2^53 they are rounded, to no harm. */
static void ways_count(double *ways, size_t chosen_max, size_t sums, const size_t *ranks2,
                       size_t count) {
  ways[0] = 1;
  for (size_t i = 0; i < count; i++)
    for (size_t chosen = i + 1 < chosen_max ? i + 1 : chosen_max; chosen > 0; chosen--)
      for (size_t sum = sums; sum-- > ranks2[i];)
        ways[chosen * sums + sum] += ways[(chosen - 1) * sums + sum - ranks2[i]];
}

/* The sum of the second group's doubled ranks less the least it can be is twice its pairs. */
static bool distribution_fill(struct distribution *out, const struct rank_split *split,
                              const size_t *ranks2) {
  size_t count = split->first_count + split->second_count, chosen = split->second_count;
  size_t sums = count * (count + 1) + 1, least = chosen * (chosen + 1);
  double all = 0, *ways = calloc((chosen + 1) * sums, sizeof *ways);
  if (!ways)
    return false;
  ways_count(ways, chosen, sums, ranks2, count);
  for (size_t i = 0; i < out->count; i++)
    all += out->share[i] = ways[chosen * sums + least + i];
  for (size_t i = 0; i < out->count; i++)
    out->share[i] /= all;
  free(ways);
  return true;
}

static bool distribution_of(struct distribution *out, const struct rank_split *split, bool ties) {
  size_t count = split->first_count + split->second_count;
  double *values = values_sorted(split);
  size_t *ranks2 = calloc(count, sizeof *ranks2);
  bool good = false;
  *out = (struct distribution){.count = 2 * split_pairs(split) + 1};
  out->share = calloc(out->count, sizeof *out->share);
  if (values && ranks2 && out->share) {
    ranks2_set(ranks2, values, count, ties);
    good = distribution_fill(out, split, ranks2);
  }
  free(values);
  free(ranks2);
  if (!good)
    free(out->share);
  return good;
}

/* The distribution of the sum of two independent ones; takes over both. */
static bool distribution_add(struct distribution *sum, struct distribution *more) {
  struct distribution both = {.count = sum->count + more->count - 1};
  both.share = calloc(both.count, sizeof *both.share);
  for (size_t i = 0; both.share && i < sum->count; i++)
    for (size_t j = 0; j < more->count; j++)
      both.share[i + j] += sum->share[i] * more->share[j];
  free(more->share);
  free(sum->share);
  *sum = both;
  return both.share != NULL;
}

/* The distribution for all splits together. False without memory; nothing is held then. */
static bool distribution_sum(struct distribution *sum, const struct rank_split *splits,
                             size_t count, bool ties) {
  *sum = (struct distribution){.share = malloc(sizeof *sum->share), .count = 1};
  if (!sum->share)
    return false;
  sum->share[0] = 1;
  for (size_t i = 0; i < count; i++) {
    struct distribution more;
    if (!split_counts(&splits[i]))
      continue;
    if (!distribution_of(&more, &splits[i], ties)) {
      free(sum->share);
      return false;
    }
    if (!distribution_add(sum, &more))
      return false;
  }
  return true;
}

/* ---- p ---- */

static bool is_small(const struct rank_split *splits, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (splits[i].first_count + splits[i].second_count > RANK_EXACT_MAX)
      return false;
  return true;
}

/* The sum of t^3 - t over the groups of t equal values; negative without memory. */
static double ties_of(const struct rank_split *split) {
  size_t count = split->first_count + split->second_count;
  double ties = 0, *values = values_sorted(split);
  if (!values)
    return -1;
  for (size_t i = 0, end; i < count; i = end) {
    for (end = i + 1; end < count && values[end] == values[i];)
      end++;
    double equal = (double)(end - i);
    ties += equal * equal * equal - equal;
  }
  free(values);
  return ties;
}

/* With the correction for continuity: half a pair. */
static double p_normal(const struct rank_split *splits, size_t count) {
  double distance = 0, variance = 0;
  for (size_t i = 0; i < count; i++) {
    if (!split_counts(&splits[i]))
      continue;
    double first = (double)splits[i].first_count, second = (double)splits[i].second_count;
    double all = first + second, ties = ties_of(&splits[i]);
    if (ties < 0)
      return -1;
    distance += pairs2_of(&splits[i]) / 2 - first * second / 2;
    variance += first * second / 12 * (all + 1 - ties / (all * (all - 1)));
  }
  return variance > 0 ? erfc(fmax(0, fabs(distance) - 0.5) / sqrt(2 * variance)) : 1;
}

double rank_p(const struct rank_split *splits, size_t count) {
  struct distribution sum;
  double observed2 = 0, p = 0;
  if (!is_small(splits, count))
    return p_normal(splits, count);
  if (!distribution_sum(&sum, splits, count, true))
    return -1;
  double mean2 = (double)(sum.count - 1) / 2;
  for (size_t i = 0; i < count; i++)
    observed2 += pairs2_of(&splits[i]);
  for (size_t i = 0; i < sum.count; i++)
    if (fabs((double)i - mean2) >= fabs(observed2 - mean2))
      p += sum.share[i];
  free(sum.share);
  return fmin(p, 1);
}

double rank_lean(const struct rank_split *splits, size_t count) {
  double lean2 = 0;
  for (size_t i = 0; i < count; i++)
    lean2 += pairs2_of(&splits[i]) - (double)split_pairs(&splits[i]);
  return lean2 / 2;
}

double rank_p_least(const struct rank_split *splits, size_t count) {
  double ways = 1;
  for (size_t i = 0; i < count; i++)
    for (size_t j = 0; j < splits[i].second_count; j++)
      ways *= (double)(splits[i].first_count + j + 1) / (double)(j + 1);
  return fmin(1, 2 / ways);
}

/* ---- the ratio ---- */

static bool all_positive(const struct rank_split *split) {
  for (size_t i = 0; i < split->first_count; i++)
    if (!(split->first[i] > 0))
      return false;
  for (size_t i = 0; i < split->second_count; i++)
    if (!(split->second[i] > 0))
      return false;
  return true;
}

/* The ratios of all pairs in order, malloc'd, *count of them; NULL where there are none. */
static double *ratios_of(const struct rank_split *splits, size_t split_count, size_t *count) {
  size_t room = 0;
  *count = 0;
  for (size_t i = 0; i < split_count; i++) {
    room += split_pairs(&splits[i]);
    if (!all_positive(&splits[i]))
      return NULL;
  }
  double *ratios = room > 0 ? calloc(room, sizeof *ratios) : NULL;
  for (size_t i = 0; ratios && i < split_count; i++)
    for (size_t j = 0; j < split_pairs(&splits[i]); j++)
      ratios[(*count)++] =
          splits[i].second[j / splits[i].first_count] / splits[i].first[j % splits[i].first_count];
  if (ratios)
    sort_numbers(ratios, *count);
  return ratios;
}

/* The greatest k for which fewer than k pairs are as unlikely as half the level; 0: none. */
static size_t interval_rank(const struct rank_split *splits, size_t count) {
  struct distribution sum;
  double below = 0;
  size_t k = 0;
  if (!is_small(splits, count) || !distribution_sum(&sum, splits, count, false))
    return 0;
  for (; 2 * k < sum.count / 2; k++) { /* odd values have no share without ties */
    below += sum.share[2 * k];
    if (below > interval_level / 2)
      break;
  }
  free(sum.share);
  return k;
}

struct rank_ratio rank_ratio(const struct rank_split *splits, size_t count) {
  struct rank_ratio ratio = {.ratio = NAN, .low = NAN, .high = NAN};
  size_t pairs;
  double *ratios = ratios_of(splits, count, &pairs);
  if (!ratios)
    return ratio;
  size_t k = interval_rank(splits, count);
  ratio = (struct rank_ratio){.ratio = (ratios[(pairs - 1) / 2] + ratios[pairs / 2]) / 2,
                              .low = ratios[k > 0 ? k - 1 : 0],
                              .high = ratios[k > 0 ? pairs - k : pairs - 1],
                              .interval = k > 0};
  free(ratios);
  return ratio;
}

/* ---- many tests ---- */

/* The index of the least p that is not corrected yet; `count` for none. */
static size_t least_left(const double *p, const bool *done, size_t count) {
  size_t least = count;
  for (size_t i = 0; i < count; i++)
    if (!done[i] && (least == count || p[i] < p[least]))
      least = i;
  return least;
}

void holm_adjust(double *p, size_t count) {
  bool *done = calloc(count > 0 ? count : 1, sizeof *done);
  double greatest = 0;
  for (size_t i = 0; i < count; i++) {
    size_t at = done ? least_left(p, done, count) : i;
    /* without memory each is corrected for all, which calls fewer */
    greatest = fmax(greatest, fmin(1, p[at] * (double)(done ? count - i : count)));
    p[at] = done ? greatest : fmin(1, p[at] * (double)count);
    if (done)
      done[at] = true;
  }
  free(done);
}
