/* Computes the exact distribution of the signed ranks' sum. */
#include "bench/judge/paired_test.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "bench/judge/interval.h"
#include "bench/judge/normal.h"
#include "common/base/contract.h"
#include "common/base/whole.h"
#include "common/stats/sorting.h"

/* A difference. The rank is doubled, which makes it whole where ranks are halves. */
struct signed_rank {
  double size;
  int sign; /* -1, 0, 1 */
  size_t rank2;
};

static bool all_positive(const double *first, const double *second, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (!(first[i] > 0) || !(second[i] > 0))
      return false;
  return true;
}

/* ---- ranks ---- */

static int by_size(const void *left, const void *right) {
  double a = ((const struct signed_rank *)left)->size;
  double b = ((const struct signed_rank *)right)->size;
  return (a > b) - (a < b);
}

static void ranks_set(struct signed_rank *ranks, size_t count) {
  for (size_t i = 0, end; i < count; i = end) {
    for (end = i + 1; end < count && ranks[end].size == ranks[i].size;)
      end++;
    for (size_t j = i; j < end; j++)
      ranks[j].rank2 = i + 1 + end; /* twice the mean of i + 1 ... end */
  }
}

/* The ranks of all pairs, malloc'd; NULL without memory. */
static struct signed_rank *ranks_of(const double *first, const double *second, size_t count) {
  struct signed_rank *ranks = calloc(count + 1, sizeof *ranks);
  bool ratios = all_positive(first, second, count);
  for (size_t i = 0; ranks && i < count; i++) {
    double more = ratios ? log(second[i]) - log(first[i]) : second[i] - first[i];
    ranks[i] = (struct signed_rank){.size = fabs(more), .sign = (more > 0) - (more < 0)};
  }
  if (ranks) {
    qsort(ranks, count, sizeof *ranks, by_size);
    ranks_set(ranks, count);
  }
  return ranks;
}

/* Twice the signed sum: positive ranks less negative ones. */
static double lean2_of(const struct signed_rank *ranks, size_t count) {
  double lean2 = 0;
  for (size_t i = 0; i < count; i++)
    lean2 += ranks[i].sign * (double)ranks[i].rank2;
  return lean2;
}

/* ---- p ---- */

/* share[s]: the probability that positive doubled ranks have the sum s, where each rank is positive
 * or not with equal probability. malloc'd, `sums` of them; NULL without memory. */
static double *distribution_of(const struct signed_rank *ranks, size_t count, size_t *sums) {
  *sums = 1;
  for (size_t i = 0; i < count; i++)
    *sums += ranks[i].sign != 0 ? ranks[i].rank2 : 0;
  double *share = calloc(*sums, sizeof *share);
  if (!share)
    return NULL;
  share[0] = 1;
  for (size_t i = 0; i < count; i++)
    for (size_t sum = ranks[i].sign != 0 ? *sums : 0; sum-- > 0;)
      share[sum] = (share[sum] + (sum >= ranks[i].rank2 ? share[sum - ranks[i].rank2] : 0)) / 2;
  return share;
}

/* The signed sum is the positive ranks' sum taken twice, less the sum of all. */
static double p_exact(const struct signed_rank *ranks, size_t count) {
  size_t sums;
  double p = 0, lean2 = fabs(lean2_of(ranks, count));
  double *share = distribution_of(ranks, count, &sums);
  if (!share)
    return -1;
  for (size_t i = 0; i < sums; i++)
    if (fabs(2 * (double)i - (double)(sums - 1)) >= lean2)
      p += share[i];
  free(share);
  return fmin(p, 1);
}

/* With the correction for continuity: half a step of the sum, which is a rank. */
static double p_normal(const struct signed_rank *ranks, size_t count) {
  double variance2 = 0;
  for (size_t i = 0; i < count; i++)
    variance2 += ranks[i].sign != 0 ? (double)ranks[i].rank2 * (double)ranks[i].rank2 : 0;
  double distance2 = fmax(0, fabs(lean2_of(ranks, count)) - 2);
  return variance2 > 0 ? normal_beyond(distance2 / sqrt(variance2)) : 1;
}

double paired_p(const double *first, const double *second, size_t count) {
  struct signed_rank *ranks = ranks_of(first, second, count);
  if (!ranks)
    return -1;
  double p = count <= PAIRED_EXACT_MAX ? p_exact(ranks, count) : p_normal(ranks, count);
  free(ranks);
  return p;
}

double paired_lean(const double *first, const double *second, size_t count) {
  struct signed_rank *ranks = ranks_of(first, second, count);
  double lean = ranks ? lean2_of(ranks, count) / 2 : 0;
  free(ranks);
  return lean;
}

double paired_p_least(size_t count) {
  return fmin(1, exp2(1 - (double)count));
}

size_t paired_count_min(double level) {
  size_t count = 1;
  CONTRACT(level > 0);
  while (!(paired_p_least(count) < level))
    count++;
  return count;
}

/* ---- the ratio ---- */

/* The means of each two differences of logarithms, and of each with itself, in order: malloc'd,
 * NULL without memory. The estimate is defined by all of them: half a million for 1,000 pairs. */
static double *means_of(const double *first, const double *second, size_t count) {
  double *means = calloc(count * (count + 1) / 2, sizeof *means);
  size_t used = 0;
  for (size_t i = 0; means && i < count; i++)
    for (size_t j = 0; j <= i; j++)
      means[used++] = (log(second[i]) - log(first[i])) / 2 + (log(second[j]) - log(first[j])) / 2;
  if (means)
    sort_numbers(means, used);
  return means;
}

/* The greatest k for which P(sum < k) <= tail, of ranks without ties; 0: none. */
static size_t interval_rank_exact(size_t count, double tail) {
  struct signed_rank ranks[PAIRED_EXACT_MAX];
  size_t sums, k = 0;
  double below = 0;
  for (size_t i = 0; i < count; i++)
    ranks[i] = (struct signed_rank){.sign = 1, .rank2 = i + 1};
  double *share = distribution_of(ranks, count, &sums);
  for (; share && k < sums / 2; k++) {
    below += share[k];
    if (below > tail)
      break;
  }
  free(share);
  return k;
}

static size_t interval_rank(size_t count, double tail) {
  double pairs = (double)count;
  if (count <= PAIRED_EXACT_MAX)
    return interval_rank_exact(count, tail);
  double deviation = sqrt(pairs * (pairs + 1) * (2 * pairs + 1) / 24);
  return whole_of(pairs * (pairs + 1) / 4 + normal_quantile(tail) * deviation);
}

struct rank_ratio paired_ratio_at(const double *first, const double *second, size_t count,
                                  double level) {
  struct rank_ratio ratio = {.ratio = NAN, .low = NAN, .high = NAN};
  bool defined = count > 0 && all_positive(first, second, count);
  double *means = defined ? means_of(first, second, count) : NULL;
  if (!means)
    return ratio;
  size_t number = count * (count + 1) / 2, k = interval_rank(count, (1 - level) / 2);
  ratio = (struct rank_ratio){.ratio = exp((means[(number - 1) / 2] + means[number / 2]) / 2),
                              .low = exp(means[k > 0 ? k - 1 : 0]),
                              .high = exp(means[k > 0 ? number - k : number - 1]),
                              .interval = k > 0};
  free(means);
  return ratio;
}

struct rank_ratio paired_ratio(const double *first, const double *second, size_t count) {
  return paired_ratio_at(first, second, count, INTERVAL_LEVEL);
}
