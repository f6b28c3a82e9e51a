/* Does what HdrHistogram's outputPercentileDistribution does. */
#include "bench/results/percentiles.h"

#include <inttypes.h>
#include <math.h>

#include "common/base/clock.h"

enum { TICKS_PER_HALF_DISTANCE = 5 };

static double microseconds(double ns) {
  return ns / (double)NS_PER_US;
}

static double index_value_us(const struct histogram *histogram, size_t index) {
  uint64_t highest_ns = histogram_index_highest_ns(index);
  return microseconds((double)(highest_ns < histogram->max_ns ? highest_ns : histogram->max_ns));
}

/* The level after `level` (0 to 100). The step halves each time the distance to 100 has halved. */
static double level_next(double level) {
  double halvings = floor(log2(100 / (100 - level))) + 1;
  return level + 100 / (TICKS_PER_HALF_DISTANCE * exp2(halvings));
}

static void levels_write(FILE *file, const struct histogram *histogram) {
  double level = 0;
  uint64_t total = 0;
  for (size_t index = 0; index < HISTOGRAM_COUNTERS && total < histogram->count; index++) {
    if (histogram->counts[index] == 0)
      continue;
    total += histogram->counts[index];
    double reached = 100.0 * (double)total / (double)histogram->count;
    double value_us = index_value_us(histogram, index);
    while (reached >= level) {
      fprintf(file, "%12.3f %2.12f %10" PRIu64 " %14.2f\n", value_us, level / 100, total,
              1 / (1 - level / 100));
      level = level_next(level);
      if (total == histogram->count)
        break;
    }
    if (total == histogram->count)
      fprintf(file, "%12.3f %2.12f %10" PRIu64 "\n", value_us, 1.0, total);
  }
}

/* Takes each value as the middle of its bucket. */
static double deviation_ns(const struct histogram *histogram) {
  double mean_ns = histogram_mean_ns(histogram), sum = 0;
  for (size_t index = 0; index < HISTOGRAM_COUNTERS && histogram->count > 0; index++) {
    double middle_ns =
        ((double)histogram_index_lowest_ns(index) + (double)histogram_index_highest_ns(index)) / 2;
    sum += (double)histogram->counts[index] * (middle_ns - mean_ns) * (middle_ns - mean_ns);
  }
  return histogram->count > 0 ? sqrt(sum / (double)histogram->count) : 0;
}

void percentiles_write(FILE *file, const struct histogram *histogram) {
  fprintf(file, "%12s %14s %10s %14s\n\n", "Value", "Percentile", "TotalCount", "1/(1-Percentile)");
  levels_write(file, histogram);
  fprintf(file, "#[Mean    = %12.3f, StdDeviation   = %12.3f]\n",
          microseconds(histogram_mean_ns(histogram)), microseconds(deviation_ns(histogram)));
  fprintf(file, "#[Max     = %12.3f, Total count    = %12" PRIu64 "]\n",
          microseconds((double)histogram->max_ns), histogram->count);
  fprintf(file, "#[Buckets = %12d, SubBuckets     = %12d]\n", HISTOGRAM_BUCKETS,
          HISTOGRAM_SUB_BUCKETS);
}
