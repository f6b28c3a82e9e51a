/* Draws conclusions. Every sentence names the numbers it rests on. */
#include "bench/conclusions.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "bench/wording.h"
#include "common/transports.h"

/* Two figures nearer than this are not called different. */
static const double notable_ratio = 1.1;

static void conclude(struct conclusions *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void conclude(struct conclusions *out, const char *format, ...) {
  if (out->count == CONCLUSIONS_MAX)
    return;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(out->texts[out->count++], CONCLUSION_BYTES, format, arguments);
  va_end(arguments);
}

/* The first cell of the engine and the transport that was measured, or NULL. */
static const struct result_cell *cell_of(const struct results *results, int engine, int transport) {
  for (size_t i = 0; i < results->cell_count; i++) {
    const struct result_cell *cell = &results->cells[i];
    if (cell->engine == engine && cell->transport == transport && cell->measured > 0)
      return cell;
  }
  return NULL;
}

/* Sets best and second by a figure of which less is better; false with fewer than two. */
static bool rank(const struct results *results, int engine, enum metric metric,
                 const struct result_cell **best, const struct result_cell **second) {
  *best = NULL;
  *second = NULL;
  for (int transport = 0; transport < TRANSPORT_COUNT; transport++) {
    const struct result_cell *cell = cell_of(results, engine, transport);
    if (cell == NULL || isnan(result_median(cell, metric)))
      continue;
    if (*best == NULL || result_median(cell, metric) < result_median(*best, metric)) {
      *second = *best;
      *best = cell;
    } else if (*second == NULL || result_median(cell, metric) < result_median(*second, metric)) {
      *second = cell;
    }
  }
  return *second != NULL;
}

static void conclude_latency(const struct results *results, int engine, struct conclusions *out) {
  const struct result_cell *best = NULL;
  const struct result_cell *second = NULL;
  if (!rank(results, engine, METRIC_LATENCY_P99, &best, &second))
    return;
  double low = result_median(best, METRIC_LATENCY_P99);
  double next = result_median(second, METRIC_LATENCY_P99);
  if (next / low < notable_ratio)
    conclude(out,
             "%s: %s and %s have the lowest 99th percentile of latency, %s and %s, no more "
             "than 10 %% apart.",
             engine_words(engine), transport_words(best->transport),
             transport_words(second->transport), words_duration_ns(low).text,
             words_duration_ns(next).text);
  else
    conclude(out,
             "%s: %s has the lowest 99th percentile of latency, %s; the next, %s, has %s "
             "(%s).",
             engine_words(engine), transport_words(best->transport), words_duration_ns(low).text,
             transport_words(second->transport), words_duration_ns(next).text,
             words_times(next / low).text);
}

static void conclude_polling(const struct results *results, int engine, struct conclusions *out) {
  const struct result_cell *poll = cell_of(results, engine, TRANSPORT_SHORT_POLL);
  if (poll == NULL)
    return;
  double mean = result_median(poll, METRIC_LATENCY_MEAN);
  double half = result_param_number(poll, "interval_ms") * 1e6 / 2;
  double empty = result_median(poll, METRIC_EMPTY_SHARE);
  if (isnan(mean) || isnan(half) || isnan(empty))
    return;
  conclude(out,
           "%s: short polling's mean latency is %s where half its interval is %s (%+.1f %%); "
           "%s of its requests brought nothing.",
           engine_words(engine), words_duration_ns(mean).text, words_duration_ns(half).text,
           100 * (mean / half - 1), words_share(empty).text);
}

static void conclude_bytes(const struct results *results, int engine, struct conclusions *out) {
  const struct result_cell *best = NULL;
  const struct result_cell *second = NULL;
  if (!rank(results, engine, METRIC_WIRE_PER_MESSAGE, &best, &second))
    return;
  double low = result_median(best, METRIC_WIRE_PER_MESSAGE);
  for (int transport = 0; transport < TRANSPORT_COUNT; transport++) {
    const struct result_cell *cell = cell_of(results, engine, transport);
    double bytes = cell == NULL ? NAN : result_median(cell, METRIC_WIRE_PER_MESSAGE);
    if (cell == best || isnan(bytes) || bytes / low < notable_ratio)
      continue;
    conclude(out, "%s: a message by %s takes %s on the wire, %s what it takes by %s (%s).",
             engine_words(engine), transport_words(transport), words_bytes(bytes).text,
             words_times(bytes / low).text, transport_words(best->transport),
             words_bytes(low).text);
  }
}

static void conclude_threads(const struct results *results, struct conclusions *out) {
  const struct result_cell *loop = cell_of(results, ENGINE_LWS, TRANSPORT_LONG_POLL);
  const struct result_cell *threads = cell_of(results, ENGINE_CIVETWEB, TRANSPORT_LONG_POLL);
  if (loop == NULL || threads == NULL || isnan(result_median(loop, METRIC_THREADS_PEAK)) ||
      isnan(result_median(threads, METRIC_THREADS_PEAK)))
    return;
  conclude(out,
           "To hold %.0f long polls the event loop has %.0f threads, the thread-per-connection "
           "server %.0f.",
           result_median(loop, METRIC_CLIENTS), result_median(loop, METRIC_THREADS_PEAK),
           result_median(threads, METRIC_THREADS_PEAK));
}

static void conclude_verdicts(const struct results *results, struct conclusions *out) {
  for (size_t i = 0; i < results->cell_count; i++) {
    const struct result_cell *cell = &results->cells[i];
    if (cell->grade != VERDICT_VALID)
      conclude(out, "%s is %s: %s.", cell->name, verdict_words(cell->grade),
               cell->reasons.count > 0 ? cell->reasons.items[0] : "no reason was recorded");
  }
}

void conclusions_draw(const struct results *results, struct conclusions *out) {
  out->count = 0;
  for (int engine = 0; engine < ENGINE_COUNT; engine++) {
    conclude_latency(results, engine, out);
    conclude_polling(results, engine, out);
    conclude_bytes(results, engine, out);
  }
  conclude_threads(results, out);
  conclude_verdicts(results, out);
}
