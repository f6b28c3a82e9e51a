/* Counts the messages beyond percentiles. */
#include "bench/judge/support.h"

#include <math.h>

static const struct {
  enum figure figure;
  double quantile;
} percentiles[] = {{FIGURE_LATENCY_P50, 0.5},
                   {FIGURE_LATENCY_P90, 0.9},
                   {FIGURE_LATENCY_P99, 0.99},
                   {FIGURE_LATENCY_P99_9, 0.999},
                   {FIGURE_LATENCY_P99_99, 0.9999}};

enum { PERCENTILES = sizeof percentiles / sizeof *percentiles };

bool support_is_enough(double messages, double quantile) {
  return messages * (1 - quantile) >= SUPPORT_MESSAGES_MIN * (1 - 1e-9);
}

double support_quantile(enum figure figure) {
  for (size_t i = 0; i < PERCENTILES; i++)
    if (percentiles[i].figure == figure)
      return percentiles[i].quantile;
  return NAN;
}

bool support_is_lacking(const json_t *document, enum figure figure) {
  double quantile = support_quantile(figure);
  double messages = figure_value(document, FIGURE_PUBLISHED_SEEN, 0);
  return !isnan(quantile) && messages > 0 && !support_is_enough(messages, quantile);
}

void support_apply(json_t *document) {
  for (size_t i = 0; i < PERCENTILES; i++)
    if (support_is_lacking(document, percentiles[i].figure))
      figure_put(document, percentiles[i].figure, json_null());
}
