/* Writes the rows of the tables. */
#include "bench/chart/chart_data.h"

#include <math.h>
#include <string.h>

#include "bench/base/formatting.h"
#include "bench/base/servers.h"
#include "bench/base/terminal.h"
#include "bench/chart/chart_sheet.h"
#include "bench/results/cell_mark.h"
#include "bench/results/labels.h"
#include "common/base/clock.h"
#include "common/base/contract.h"
#include "common/base/traits.h"

enum { PERCENTILE_STEPS_PER_DECADE = 40, PERCENTILE_DECADES = 4, CDF_STEPS = 120 };

/* Marks for pointing: every so many steps of the percentiles, and so many on each other line. */
enum { PERCENTILE_STEPS_PER_MARK = 5, CDF_MARKS = 10, TIMELINE_MARKS_MAX = 60 };

static double seconds_of(double ns) {
  return ns / (double)NS_PER_S;
}

static void line_begin(FILE *out, const struct result_cell *cell) {
  fprintf(out, "%s\t%s", server_name(cell->engine), transport_name(cell->transport));
}

/* "SSE on libwebsockets" */
static struct words line_words(const struct result_cell *cell) {
  struct words words;
  snprintf(words.text, sizeof words.text, "%s on %s", transport_label(cell->transport),
           server_label(cell->engine));
  return words;
}

bool chart_data_has_latency(const struct result_cell *cell) {
  return cell->latency.count > 0;
}

bool chart_data_has_radio_sleep(const struct result_cell *cell) {
  return result_median(cell, FIGURE_RADIO_WAKEUPS_PER_USER_HOUR) > 0;
}

/* So many messages must lie beyond a percentile. Messages count, not deliveries: deliveries of one
 * message are not independent. */
enum { MESSAGES_BEYOND = 10 };

bool chart_data_has_percentiles(const struct result_cell *cell) {
  return chart_data_has_latency(cell) &&
         (cell->messages == 0 || cell->messages >= 2 * MESSAGES_BEYOND);
}

/* "SSE on libwebsockets, link 4g: 90 % of the messages within 85 ms" */
static void percentile_say(FILE *out, const struct result_cell *cell, const char *by, double one_in,
                           double latency_ns) {
  fputs(line_words(cell).text, out);
  if (by)
    fprintf(out, ", %s", words_param(by, panel_of(cell, by)).text);
  fprintf(out, ": %.4g %% of the messages within %s\n", 100 * (1 - 1 / one_in),
          words_duration_ns(latency_ns).text);
}

/* Ends where the messages are too few. */
static void percentiles_write(FILE *out, const struct result_cell *cell, const char *by) {
  for (int step = 0; step <= PERCENTILE_STEPS_PER_DECADE * PERCENTILE_DECADES; step++) {
    double one_in = pow(10, (double)step / PERCENTILE_STEPS_PER_DECADE);
    if (one_in > (double)cell->latency.count ||
        (cell->messages > 0 && one_in * MESSAGES_BEYOND > cell->messages))
      break;
    double latency_ns = (double)histogram_quantile_ns(&cell->latency, 1 - 1 / one_in);
    fprintf(out, "%s\t%s\t%.6g\t%.9g\t", panel_of(cell, by), transport_name(cell->transport),
            one_in, seconds_of(latency_ns));
    if (step > 0 && step % PERCENTILE_STEPS_PER_MARK == 0)
      percentile_say(out, cell, by, one_in, latency_ns);
    else
      fputs(CHART_SAYS_NOTHING "\n", out);
  }
}

void chart_data_percentiles_by(FILE *out, const struct selection *selection, const char *by) {
  fprintf(out, "%s\ttransport\tone_in\tlatency_s\tsays\n", by ? "panel" : "engine");
  for (size_t i = 0; i < selection->count; i++)
    percentiles_write(out, selection->cells[i], by);
}

void chart_data_percentiles(FILE *out, const struct selection *selection) {
  chart_data_percentiles_by(out, selection, NULL);
}

/* `passed` messages took at most `highest_ns`; `before` did in the row above. */
static void cdf_row(FILE *out, const struct result_cell *cell, uint64_t highest_ns, uint64_t passed,
                    uint64_t before) {
  const struct histogram *latency = &cell->latency;
  double ns = (double)(highest_ns < latency->max_ns ? highest_ns : latency->max_ns);
  double share = (double)passed / (double)latency->count;
  line_begin(out, cell);
  fprintf(out, "\t%.9g\t%.6g\t", seconds_of(ns), 100 * share);
  if (passed * CDF_MARKS / latency->count > before * CDF_MARKS / latency->count)
    fprintf(out, "%s: %s of the messages within %s\n", line_words(cell).text,
            words_share(share).text, words_duration_ns(ns).text);
  else
    fputs(CHART_SAYS_NOTHING "\n", out);
}

void chart_data_cdf(FILE *out, const struct selection *selection) {
  fprintf(out, "engine\ttransport\tlatency_s\tshare_percent\tsays\n");
  for (size_t i = 0; i < selection->count; i++) {
    const struct histogram *latency = &selection->cells[i]->latency;
    uint64_t passed = 0, written = 0;
    line_begin(out, selection->cells[i]);
    fprintf(out, "\t%.9g\t0\t" CHART_SAYS_NOTHING "\n", seconds_of((double)latency->min_ns));
    for (size_t index = 0; index < HISTOGRAM_COUNTERS && passed < latency->count; index++) {
      uint64_t highest = histogram_index_highest_ns(index);
      passed += latency->counts[index];
      if (passed == written ||
          (passed < latency->count && (passed - written) * CDF_STEPS < latency->count))
        continue;
      cdf_row(out, selection->cells[i], highest, passed, written);
      written = passed;
    }
  }
}

bool chart_data_has_timeline(const struct result_cell *cell) {
  size_t seconds = 0;
  for (size_t i = 0; i < cell->second_count; i++)
    seconds += cell->seconds[i].p50_ns > 0;
  return seconds > 2;
}

void chart_data_timeline(FILE *out, const struct selection *selection) {
  fprintf(out, "engine\ttransport\tsecond\tp50_s\tp99_s\tdelivered\tsays\n");
  for (size_t i = 0; i < selection->count; i++) {
    const struct result_cell *cell = selection->cells[i];
    for (size_t j = 0; j < cell->second_count; j++) {
      const struct result_second *second = &cell->seconds[j];
      if (second->p50_ns == 0)
        continue;
      line_begin(out, cell);
      fprintf(out, "\t%g\t%.9g\t%.9g\t%llu\t", second->second, seconds_of((double)second->p50_ns),
              seconds_of((double)second->p99_ns), (unsigned long long)second->delivered);
      if (j % (1 + cell->second_count / TIMELINE_MARKS_MAX) == 0)
        fprintf(out, "%s, second %g: median %s, 99 %% within %s\n", line_words(cell).text,
                second->second, words_duration_ns((double)second->p50_ns).text,
                words_duration_ns((double)second->p99_ns).text);
      else
        fputs(CHART_SAYS_NOTHING "\n", out);
    }
  }
}

/* A figure that is missing has a bar of length 0, and a dash as its text. */
static double length_of(double value, double scale) {
  return isnan(value) ? 0 : value * scale;
}

/* "SSE: 250 B (95 %: 249 B to 251 B); payload 64 B, heads and framing 14 B" */
static void measure_say(FILE *out, const char *label, const struct result_cell *cell,
                        const struct bar_measure *measure, const char *parts) {
  fprintf(out, "\t%s: %s", label, words_range(&cell->figures[measure->whole], measure->words).text);
  for (size_t i = 0; measure->part_count > 1 && i < measure->part_count; i++) {
    fprintf(out, "%s %.*s %s", i == 0 ? ";" : ",", (int)strcspn(parts, "|"), parts,
            measure->words(result_median(cell, measure->parts[i])).text);
    parts += strcspn(parts, "|") + (i + 1 < measure->part_count);
  }
}

/* What the lengths of parts are multiplied by, so that the bar is as long as the median of the
 * whole: the medians of the parts need not add up to it. */
static double parts_scale(const struct result_cell *cell, const struct bar_measure *measure) {
  double whole = result_median(cell, measure->whole), sum = 0;
  for (size_t i = 0; i < measure->part_count; i++)
    sum += length_of(result_median(cell, measure->parts[i]), 1);
  return whole > 0 && sum > 0 ? whole / sum * measure->scale : measure->scale;
}

static void measure_write(FILE *out, const struct result_cell *cell,
                          const struct bar_measure *measure) {
  const struct figure_range *whole = &cell->figures[measure->whole];
  double scale = parts_scale(cell, measure);
  for (size_t i = 0; i < measure->part_count; i++)
    fprintf(out, "\t%.9g", length_of(result_median(cell, measure->parts[i]), scale));
  fprintf(out, "\t%.9g\t%.9g", length_of(whole->low, measure->scale),
          length_of(whole->high, measure->scale));
  fprintf(out, "\t%s", measure->words(whole->median).text);
}

static void label_write(char *out, size_t capacity, const struct results *results,
                        const struct result_cell *cell) {
  struct words condition = words_condition(results, cell), mark = cell_mark(cell);
  snprintf(out, capacity, "%s%s%s%s%s", transport_label(cell->transport),
           *condition.text ? ", " : "", condition.text, *mark.text ? ": " : "", mark.text);
}

void chart_data_bars(FILE *out, const struct results *results, const struct selection *selection,
                     const struct bar_measure *measures, size_t measure_count, const char *parts,
                     struct bar_layout *layout) {
  char label[2 * WORDS_BYTES + 32];
  size_t row = 0;
  *layout = (struct bar_layout){0};
  fprintf(out, "row\tengine\ttransport\tlabel\tmarked");
  for (size_t m = 0; m < measure_count; m++) {
    for (size_t i = 0; i < measures[m].part_count; i++)
      fprintf(out, "\tpart_%zu_%zu", m + 1, i + 1);
    fprintf(out, "\tlow_%zu\thigh_%zu\ttext_%zu\tsays_%zu", m + 1, m + 1, m + 1, m + 1);
  }
  fprintf(out, "\n");
  for (size_t i = 0; i < selection->count; i++) {
    const struct result_cell *cell = selection->cells[i];
    if (i == 0 || cell->engine != selection->cells[i - 1]->engine) {
      CONTRACT(layout->groups < BAR_GROUPS_MAX);
      layout->engines[layout->groups] = cell->engine;
      layout->heading_rows[layout->groups++] = ++row;
    }
    label_write(label, sizeof label, results, cell);
    if (text_letters(label) > layout->label_letters)
      layout->label_letters = text_letters(label);
    fprintf(out, "%zu\t%s\t%s\t%s\t%d", ++row, server_name(cell->engine),
            transport_name(cell->transport), label, !cell_is_ranked(cell));
    for (size_t m = 0; m < measure_count; m++) {
      measure_write(out, cell, &measures[m]);
      measure_say(out, label, cell, &measures[m], parts);
    }
    fprintf(out, "\n");
  }
  layout->rows = row;
}
