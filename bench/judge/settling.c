/* Compares the medians of the first seconds with those of the rest. */
#include "bench/judge/settling.h"

#include <math.h>
#include <stdlib.h>

#include "common/stats/histogram.h"
#include "common/stats/sorting.h"
#include "documents/figures.h"

bool settling_of(double *medians_ns, size_t count, struct settling *out) {
  if (count < SETTLING_SECONDS_MIN)
    return false;
  size_t first = count / 4 > SETTLING_FIRST_MIN ? count / 4 : SETTLING_FIRST_MIN;
  size_t later = count - first;
  double least_ns = medians_ns[0];
  for (size_t i = 1; i < first; i++)
    least_ns = fmin(least_ns, medians_ns[i]);
  sort_numbers(medians_ns + first, later);
  out->first_ns = least_ns;
  out->later_ns = medians_ns[first + (9 * later + 9) / 10 - 1];
  return true;
}

double settling_messages_missing(double interval_s, double warmup_s, double phase_s) {
  double without_s = fmax(0, interval_s - warmup_s);
  double until_s = fmin(phase_s, without_s);
  return without_s > 0 ? until_s * (without_s - until_s / 2) / (interval_s * phase_s) : 0;
}

/* False for a second without a message. */
static bool second_median(const json_t *second, struct histogram *scratch, double *out) {
  const char *text = figure_text(second, FIGURE_SECOND_LATENCY_HISTOGRAM);
  histogram_reset(scratch);
  if (!text || histogram_merge_text(scratch, text, NULL) != STATUS_OK || scratch->count == 0)
    return false;
  *out = (double)histogram_quantile_ns(scratch, 0.5);
  return true;
}

/* Reads the medians of the whole seconds of the phase; what came during the drain is in none. */
static size_t medians_read(const json_t *document, struct histogram *scratch, double *medians_ns) {
  const json_t *timeline = figure_json(document, FIGURE_TIMELINE);
  double duration_s = figure_value(document, FIGURE_DURATION_S, 0);
  size_t count = 0;
  for (size_t i = 0; i < json_array_size(timeline) && (double)(i + 1) <= duration_s; i++)
    count += second_median(json_array_get(timeline, i), scratch, &medians_ns[count]);
  return count;
}

void settling_put(json_t *document) {
  size_t seconds = json_array_size(figure_json(document, FIGURE_TIMELINE));
  double *medians_ns = calloc(seconds > 0 ? seconds : 1, sizeof *medians_ns);
  struct histogram scratch;
  struct settling settling;
  if (!medians_ns || histogram_init(&scratch) != STATUS_OK) {
    free(medians_ns);
    return;
  }
  if (settling_of(medians_ns, medians_read(document, &scratch, medians_ns), &settling)) {
    figure_put(document, FIGURE_SETTLING_FIRST, json_real(settling.first_ns));
    figure_put(document, FIGURE_SETTLING_LATER, json_real(settling.later_ns));
  }
  histogram_release(&scratch);
  free(medians_ns);
}
