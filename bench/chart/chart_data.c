/* Writes the rows of the tables. */
#include "bench/chart/chart_data.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/formatting.h"
#include "bench/results/cell_mark.h"
#include "bench/results/labels.h"
#include "common/base/clock.h"
#include "common/base/contract.h"
#include "common/base/traits.h"

enum { PERCENTILE_STEPS_PER_DECADE = 40, PERCENTILE_DECADES = 4, CDF_STEPS = 120 };

static double seconds_of(double ns) {
  return ns / (double)NS_PER_S;
}

static void line_begin(FILE *out, const struct result_cell *cell) {
  fprintf(out, "%s\t%s", engine_name(cell->engine), transport_name(cell->transport));
}

bool chart_data_has_latency(const struct result_cell *cell) {
  return cell->latency.count > 0;
}

/* So many messages must lie beyond a percentile. Messages count, not deliveries: deliveries of one
 * message are not independent. */
enum { MESSAGES_BEYOND = 10 };

bool chart_data_has_percentiles(const struct result_cell *cell) {
  return chart_data_has_latency(cell) &&
         (cell->messages == 0 || cell->messages >= 2 * MESSAGES_BEYOND);
}

/* Ends where the messages are too few. */
void chart_data_percentiles(FILE *out, const struct selection *selection) {
  fprintf(out, "engine\ttransport\tone_in\tlatency_s\n");
  for (size_t i = 0; i < selection->count; i++) {
    const struct result_cell *cell = selection->cells[i];
    for (int step = 0; step <= PERCENTILE_STEPS_PER_DECADE * PERCENTILE_DECADES; step++) {
      double one_in = pow(10, (double)step / PERCENTILE_STEPS_PER_DECADE);
      if (one_in > (double)cell->latency.count ||
          (cell->messages > 0 && one_in * MESSAGES_BEYOND > cell->messages))
        break;
      line_begin(out, cell);
      fprintf(out, "\t%.6g\t%.9g\n", one_in,
              seconds_of((double)histogram_quantile_ns(&cell->latency, 1 - 1 / one_in)));
    }
  }
}

void chart_data_cdf(FILE *out, const struct selection *selection) {
  fprintf(out, "engine\ttransport\tlatency_s\tshare_percent\n");
  for (size_t i = 0; i < selection->count; i++) {
    const struct histogram *latency = &selection->cells[i]->latency;
    uint64_t passed = 0, written = 0;
    line_begin(out, selection->cells[i]);
    fprintf(out, "\t%.9g\t0\n", seconds_of((double)latency->min_ns));
    for (size_t index = 0; index < HISTOGRAM_COUNTERS && passed < latency->count; index++) {
      uint64_t highest = histogram_index_highest_ns(index);
      passed += latency->counts[index];
      if (passed == written ||
          (passed < latency->count && (passed - written) * CDF_STEPS < latency->count))
        continue;
      line_begin(out, selection->cells[i]);
      fprintf(out, "\t%.9g\t%.6g\n",
              seconds_of((double)(highest < latency->max_ns ? highest : latency->max_ns)),
              100 * (double)passed / (double)latency->count);
      written = passed;
    }
  }
}

bool chart_data_has_timeline(const struct result_cell *cell) {
  size_t seconds = 0;
  for (size_t i = 0; i < cell->second_count; i++)
    seconds += cell->seconds[i].p50_ns > 0;
  return seconds > 1;
}

void chart_data_timeline(FILE *out, const struct selection *selection) {
  fprintf(out, "engine\ttransport\tsecond\tp50_s\tp99_s\tdelivered\n");
  for (size_t i = 0; i < selection->count; i++) {
    const struct result_cell *cell = selection->cells[i];
    for (size_t j = 0; j < cell->second_count; j++) {
      const struct result_second *second = &cell->seconds[j];
      if (second->p50_ns == 0)
        continue;
      line_begin(out, cell);
      fprintf(out, "\t%g\t%.9g\t%.9g\t%llu\n", second->second, seconds_of((double)second->p50_ns),
              seconds_of((double)second->p99_ns), (unsigned long long)second->delivered);
    }
  }
}

/* A figure that is missing has a bar of length 0, and a dash as its text. */
static double length_of(double value, double scale) {
  return isnan(value) ? 0 : value * scale;
}

static void measure_write(FILE *out, const struct result_cell *cell,
                          const struct bar_measure *measure) {
  const struct figure_range *whole = &cell->figures[measure->whole];
  for (size_t i = 0; i < measure->part_count; i++)
    fprintf(out, "\t%.9g", length_of(result_median(cell, measure->parts[i]), measure->scale));
  fprintf(out, "\t%.9g\t%.9g", length_of(whole->least, measure->scale),
          length_of(whole->greatest, measure->scale));
  fprintf(out, "\t%s", measure->words(whole->median).text);
}

static size_t letters_of(const char *utf8) {
  size_t letters = 0;
  for (; *utf8; utf8++)
    letters += ((unsigned char)*utf8 & 0xc0) != 0x80;
  return letters;
}

static void label_write(char *out, size_t capacity, const struct results *results,
                        const struct result_cell *cell) {
  struct words condition = words_condition(results, cell), mark = cell_mark(cell);
  snprintf(out, capacity, "%s%s%s%s%s", transport_label(cell->transport),
           *condition.text ? ", " : "", condition.text, *mark.text ? ": " : "", mark.text);
}

void chart_data_bars(FILE *out, const struct results *results, const struct selection *selection,
                     const struct bar_measure *measures, size_t measure_count,
                     struct bar_layout *layout) {
  char label[2 * WORDS_BYTES + 32];
  size_t row = 0;
  *layout = (struct bar_layout){0};
  fprintf(out, "row\tengine\ttransport\tlabel\tmarked");
  for (size_t m = 0; m < measure_count; m++) {
    for (size_t i = 0; i < measures[m].part_count; i++)
      fprintf(out, "\tpart_%zu_%zu", m + 1, i + 1);
    fprintf(out, "\tleast_%zu\tgreatest_%zu\ttext_%zu", m + 1, m + 1, m + 1);
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
    if (letters_of(label) > layout->label_letters)
      layout->label_letters = letters_of(label);
    fprintf(out, "%zu\t%s\t%s\t%s\t%d", ++row, engine_name(cell->engine),
            transport_name(cell->transport), label, !cell_is_ranked(cell));
    for (size_t m = 0; m < measure_count; m++)
      measure_write(out, cell, &measures[m]);
    fprintf(out, "\n");
  }
  layout->rows = row;
}

/* The position of a value among the different values so far; a new one is added. */
static double name_position(struct sweep_range *range, const char *text) {
  char names[sizeof range->names];
  char *rest = names;
  size_t used = strlen(range->names);
  int position = 1;
  snprintf(names, sizeof names, "%s", range->names);
  for (char *name; (name = strsep(&rest, " ")); position++)
    if (strcmp(name, text) == 0)
      return position;
  if (used + 1 + strlen(text) < sizeof range->names)
    snprintf(range->names + used, sizeof range->names - used, "%s%s", used ? " " : "", text);
  else
    range->crowded = range->named;
  return used ? position : 1;
}

static void range_find(struct sweep_range *range, const struct selection *selection,
                       const char *name) {
  *range = (struct sweep_range){
      .x_least = INFINITY, .x_greatest = -INFINITY, .y_least = INFINITY, .y_greatest = -INFINITY};
  for (size_t i = 0; i < selection->count; i++)
    if (result_param_applies(selection->cells[i], name) &&
        isnan(result_param_number(selection->cells[i], name)))
      range->named = true;
  for (size_t i = 0; i < selection->count; i++) {
    const struct result_cell *cell = selection->cells[i];
    const char *text = result_param(cell, name);
    double position, x;
    if (!text || !result_param_applies(cell, name))
      continue;
    position = name_position(range, text);
    x = range->named ? position : result_param_number(cell, name);
    range->x_least = fmin(range->x_least, x);
    range->x_greatest = fmax(range->x_greatest, x);
  }
}

/* `figures` are the lower line's, the upper line's and the model's. */
static void sweep_line(FILE *out, const struct result_cell *cell, double x, const double *figures,
                       bool heeds, struct sweep_range *range) {
  line_begin(out, cell);
  fprintf(out, "\t%.9g\t%.9g\t%.9g\t%d\t%.9g\t%d\n", x, figures[0], figures[1], heeds, figures[2],
          !cell_is_ranked(cell));
  range->marked = range->marked || (heeds && !cell_is_ranked(cell));
  for (int i = 0; i < 2; i++) {
    range->y_least = fmin(range->y_least, figures[i]);
    range->y_greatest = fmax(range->y_greatest, figures[i]);
  }
  if (figures[2] > 0) {
    range->modelled = true;
    range->y_greatest = fmax(range->y_greatest, figures[2]);
  }
}

/* A cell and its position on the axis. */
struct sweep_place {
  const struct result_cell *cell;
  double x;
};

/* Sorts the points of a line together: gnuplot joins only neighbouring rows. */
static int place_compare(const void *left, const void *right) {
  const struct sweep_place *a = left, *b = right;
  if (a->cell->engine != b->cell->engine)
    return a->cell->engine - b->cell->engine;
  if (a->cell->transport != b->cell->transport)
    return a->cell->transport - b->cell->transport;
  return (a->x > b->x) - (a->x < b->x);
}

bool chart_data_sweep(FILE *out, const struct selection *selection, const char *name,
                      const enum figure *figures, size_t figure_count, enum figure model,
                      double scale, struct sweep_range *range) {
  struct sweep_place *places = calloc(selection->count + 1, sizeof *places);
  if (!places)
    return false;
  fprintf(out, "engine\ttransport\t%s\tfigure\tupper\theeds\tmodel\tmarked\n", name);
  range_find(range, selection, name);
  for (size_t i = 0; i < selection->count; i++) {
    const char *text = result_param(selection->cells[i], name);
    places[i].cell = selection->cells[i];
    places[i].x = !text          ? 0
                  : range->named ? name_position(range, text)
                                 : result_param_number(selection->cells[i], name);
  }
  qsort(places, selection->count, sizeof *places, place_compare);
  for (size_t i = 0; i < selection->count; i++) {
    const struct result_cell *cell = places[i].cell;
    double y[] = {result_median(cell, figures[0]) * scale,
                  result_median(cell, figures[figure_count - 1]) * scale,
                  model == FIGURE_NUMBER ? NAN : result_median(cell, model) * scale};
    if (result_param_applies(cell, name)) {
      sweep_line(out, cell, places[i].x, y, true, range);
    } else {
      sweep_line(out, cell, range->x_least, y, false, range);
      sweep_line(out, cell, range->x_greatest, y, false, range);
    }
  }
  free(places);
  return true;
}
