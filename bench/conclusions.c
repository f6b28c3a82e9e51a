/* Draws conclusions. Every sentence names the numbers it rests on. */
#include "bench/conclusions.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "bench/wording.h"
#include "common/transports.h"

/* Nearer than this nothing is called different, where there are enough repeats. */
static const double notable_ratio = 1.1;
static const size_t notable_repeats = 5;

/* With fewer, figures that are within these factors are not called different: one stall of
 * the machine among some messages makes as much. */
static const double latency_level_ratio = 2, cpu_level_ratio = 1.3;

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

/* The first cell of the engine and the transport whose figures are not known to be wrong, or
 * NULL. */
static const struct result_cell *cell_of(const struct results *results, int engine, int transport) {
  for (size_t i = 0; i < results->cell_count; i++) {
    const struct result_cell *cell = &results->cells[i];
    if (cell->engine == engine && cell->transport == transport && cell->measured > 0 &&
        cell->grade < VERDICT_INVALID)
      return cell;
  }
  return NULL;
}

/* The cells of one engine that have the figure, the least first. */
struct ranking {
  const struct result_cell *cells[TRANSPORT_COUNT];
  size_t count;
};

static struct ranking rank(const struct results *results, int engine, enum metric metric) {
  struct ranking ranking = {.count = 0};
  for (int transport = 0; transport < TRANSPORT_COUNT; transport++) {
    const struct result_cell *cell = cell_of(results, engine, transport);
    if (cell == NULL || isnan(result_median(cell, metric)))
      continue;
    size_t at = ranking.count++;
    for (; at > 0 && result_median(ranking.cells[at - 1], metric) > result_median(cell, metric);
         at--)
      ranking.cells[at] = ranking.cells[at - 1];
    ranking.cells[at] = cell;
  }
  return ranking;
}

/* How many, from the least on, are not to be told from it. */
static size_t rank_level(const struct ranking *ranking, enum metric metric, double level_ratio) {
  double ratio = ranking->cells[0]->measured < notable_repeats ? level_ratio : notable_ratio;
  size_t count = 1;
  while (count < ranking->count && result_median(ranking->cells[count], metric) <
                                       ratio * result_median(ranking->cells[0], metric))
    count++;
  return count;
}

struct ranked {
  enum metric metric;
  const char *what;
  double level_ratio;
  struct words (*words)(double figure);
};

/* "short poll", where parameters vary "short poll (interval 250 ms)". */
static struct words subject(const struct results *results, const struct result_cell *cell) {
  struct words condition = words_condition(results, cell), out;
  const char *transport = transport_words(cell->transport);
  snprintf(out.text, sizeof out.text, *condition.text ? "%s (%s)" : "%s", transport,
           condition.text);
  return out;
}

static void list_append(char *list, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Cuts what does not fit. */
static void list_append(char *list, const char *format, ...) {
  size_t used = strlen(list);
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(list + used, CONCLUSION_BYTES / 2 - used, format, arguments);
  va_end(arguments);
}

/* "libwebsockets, 99 % of the messages within: SSE 5 ms, WebSocket 6 ms (level); long poll
 * 20 ms (4.00×)" */
static void conclude_rank(const struct results *results, int engine, const struct ranked *ranked,
                          struct conclusions *out) {
  struct ranking ranking = rank(results, engine, ranked->metric);
  char list[CONCLUSION_BYTES / 2] = "";
  if (ranking.count < 2)
    return;
  size_t level = rank_level(&ranking, ranked->metric, ranked->level_ratio);
  double least = result_median(ranking.cells[0], ranked->metric);
  for (size_t i = 0; i < ranking.count; i++) {
    double figure = result_median(ranking.cells[i], ranked->metric);
    list_append(list, "%s%s %s",
                i == 0       ? ""
                : i == level ? "; "
                             : ", ",
                subject(results, ranking.cells[i]).text, ranked->words(figure).text);
    if (i >= level)
      list_append(list, " (%s)", words_times(figure / least).text);
    else if (i + 1 == level && level > 1)
      list_append(list, " (too near to tell apart)");
  }
  conclude(out, "%s, %s: %s.", engine_words(engine), ranked->what, list);
}

static struct words words_us(double us) {
  return words_duration_ns(us * 1e3);
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
           "%s: the mean latency of %s is %s where half its interval is %s (%+.1f %%); "
           "%s of its requests brought nothing.",
           engine_words(engine), subject(results, poll).text, words_duration_ns(mean).text,
           words_duration_ns(half).text, 100 * (mean / half - 1), words_share(empty).text);
}

/* Whether each transport has the same on the other engine, to a hundredth. */
static bool same_bytes(const struct results *results, int engine, int other) {
  size_t compared = 0;
  for (int transport = 0; transport < TRANSPORT_COUNT; transport++) {
    const struct result_cell *left = cell_of(results, engine, transport);
    const struct result_cell *right = cell_of(results, other, transport);
    if (left == NULL || right == NULL)
      continue;
    double ratio = result_median(left, METRIC_WIRE_PER_MESSAGE) /
                   result_median(right, METRIC_WIRE_PER_MESSAGE);
    if (!(fabs(ratio - 1) < 0.01))
      return false;
    compared++;
  }
  return compared > 0;
}

static void conclude_bytes(const struct results *results, int engine, struct conclusions *out) {
  bool both = same_bytes(results, ENGINE_LWS, ENGINE_CIVETWEB);
  struct ranking ranking = rank(results, engine, METRIC_WIRE_PER_MESSAGE);
  if (ranking.count < 2 || (both && engine != ENGINE_LWS))
    return;
  double low = result_median(ranking.cells[0], METRIC_WIRE_PER_MESSAGE);
  char list[CONCLUSION_BYTES / 2] = "";
  for (size_t i = 1; i < ranking.count; i++) {
    double bytes = result_median(ranking.cells[i], METRIC_WIRE_PER_MESSAGE);
    list_append(list, ", %s %s (%s)", subject(results, ranking.cells[i]).text,
                words_bytes(bytes).text, words_times(bytes / low).text);
  }
  conclude(out, "%s, bytes on the wire for a delivered message: %s %s%s.",
           both ? "Both servers" : engine_words(engine), subject(results, ranking.cells[0]).text,
           words_bytes(low).text, list);
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
  static const struct ranked latency = {METRIC_LATENCY_P99, "99 % of the messages within",
                                        latency_level_ratio, words_duration_ns};
  static const struct ranked cpu = {METRIC_CPU_US_PER_MESSAGE,
                                    "server processor time for a delivered message",
                                    cpu_level_ratio, words_us};
  out->count = 0;
  for (int engine = 0; engine < ENGINE_COUNT; engine++) {
    conclude_rank(results, engine, &latency, out);
    conclude_polling(results, engine, out);
    conclude_rank(results, engine, &cpu, out);
    conclude_bytes(results, engine, out);
  }
  conclude_threads(results, out);
  conclude_verdicts(results, out);
}
