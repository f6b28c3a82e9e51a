/* Finds the zeros of a logarithm between columns. */
#include "bench/answers/crossing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/interval.h"

enum { BISECTIONS = 40 }; /* to 1e-12 of the distance of two columns */

bool crossing_table_open(struct crossing_table *table, const struct results *results) {
  size_t repeats = 1;
  for (size_t i = 0; i < results->cell_count; i++)
    if (results->cells[i].repeat_count > repeats)
      repeats = results->cells[i].repeat_count;
  *table = (struct crossing_table){
      .columns = calloc(results->cell_count + 1, sizeof *table->columns),
      .ratios = calloc(results->cell_count + 1, sizeof *table->ratios),
      .expected = calloc(results->cell_count + 1, sizeof *table->expected),
      .zeros = calloc(repeats, sizeof *table->zeros),
      .level = results->interval_level,
  };
  return table->columns && table->ratios && table->expected && table->zeros;
}

void crossing_table_release(struct crossing_table *table) {
  free(table->columns);
  free(table->ratios);
  free(table->expected);
  free(table->zeros);
  *table = (struct crossing_table){0};
}

static int column_compare(const void *left, const void *right) {
  double a = ((const struct crossing_column *)left)->value;
  double b = ((const struct crossing_column *)right)->value;
  return (a > b) - (a < b);
}

static double course_at(const struct crossing_table *table, double value) {
  const struct crossing_course *course = &table->course;
  return course->log_ratio ? course->log_ratio(course->context, value) : NAN;
}

void crossing_table_sort(struct crossing_table *table) {
  bool known = true;
  qsort(table->columns, table->count, sizeof *table->columns, column_compare);
  for (size_t i = 0; i < table->count; i++) {
    table->expected[i] = course_at(table, table->columns[i].value);
    known = known && isfinite(table->expected[i]);
  }
  if (known)
    return;
  table->course.log_ratio = NULL;
  for (size_t i = 0; i < table->count; i++)
    table->expected[i] = 0;
}

/* ---- zeros of one series ---- */

/* The course of the logarithms: below 0 the first transport has the lesser figure. */
struct series {
  size_t changes;
  bool begins_below, ends_below; /* whether the first transport has the lesser figure there */
};

static double repeat_value(const struct result_cell *cell, enum figure figure, size_t round) {
  bool measured = round < cell->repeat_count && cell->repeats[round].measured;
  return measured ? cell->repeats[round].values[figure] : NAN;
}

static bool ratio_set(double *ratio, double first, double second) {
  *ratio = first > 0 && second > 0 ? log(first / second) : NAN;
  return isfinite(*ratio);
}

/* False where a figure is missing or not above 0. */
static bool ratios_of_round(struct crossing_table *table, enum figure figure, size_t round) {
  for (size_t i = 0; i < table->count; i++)
    if (!ratio_set(&table->ratios[i], repeat_value(table->columns[i].first, figure, round),
                   repeat_value(table->columns[i].second, figure, round)))
      return false;
  return true;
}

static bool ratios_of_medians(struct crossing_table *table, enum figure figure) {
  for (size_t i = 0; i < table->count; i++)
    if (!ratio_set(&table->ratios[i], result_median(table->columns[i].first, figure),
                   result_median(table->columns[i].second, figure)))
      return false;
  return true;
}

static struct series series_of(const struct crossing_table *table) {
  struct series series = {.begins_below = table->ratios[0] < 0,
                          .ends_below = table->ratios[table->count - 1] < 0};
  for (size_t i = 0; i + 1 < table->count; i++)
    series.changes += (table->ratios[i] < 0) != (table->ratios[i + 1] < 0);
  return series;
}

/* The logarithm between column i and the next: the course, and what is measured beside it, which
 * goes on a straight line over the logarithm of the parameter. */
static double ratio_between(const struct crossing_table *table, size_t i, double log_value) {
  double from = log(table->columns[i].value), to = log(table->columns[i + 1].value);
  double share = (log_value - from) / (to - from);
  double before = table->ratios[i] - table->expected[i];
  double after = table->ratios[i + 1] - table->expected[i + 1];
  double course = table->course.log_ratio ? course_at(table, exp(log_value)) : 0;
  return course + before + share * (after - before);
}

static double zero_between(const struct crossing_table *table, size_t i) {
  double low = log(table->columns[i].value), high = log(table->columns[i + 1].value);
  bool begins_below = table->ratios[i] < 0;
  for (int step = 0; step < BISECTIONS; step++) {
    double middle = (low + high) / 2;
    if ((ratio_between(table, i, middle) < 0) == begins_below)
      low = middle;
    else
      high = middle;
  }
  return exp((low + high) / 2);
}

/* The value of the parameter at the change of that number, from 0. */
static double zero_at(const struct crossing_table *table, size_t number) {
  for (size_t i = 0; i + 1 < table->count; i++)
    if ((table->ratios[i] < 0) != (table->ratios[i + 1] < 0) && number-- == 0)
      return zero_between(table, i);
  return NAN;
}

double crossing_of_course(struct crossing_table *table) {
  if (!table->course.log_ratio)
    return NAN;
  for (size_t i = 0; i < table->count; i++)
    table->ratios[i] = table->expected[i];
  return zero_at(table, 0);
}

static double zero_of_medians(struct crossing_table *table, enum figure figure) {
  return ratios_of_medians(table, figure) ? zero_at(table, 0) : NAN;
}

/* ---- all rounds ---- */

/* The zero of the series in `ratios`, of transports that change places once as `begins_below` says:
 * the middle one of several, and beyond an end where both ends are on the same side. */
static double zero_of_round(const struct crossing_table *table, bool begins_below) {
  struct series series = series_of(table);
  if (series.begins_below != begins_below)
    return -INFINITY;
  if (series.ends_below == begins_below)
    return INFINITY;
  return zero_at(table, series.changes / 2);
}

static size_t rounds_of(const struct crossing_table *table) {
  size_t rounds = 0;
  for (size_t i = 0; i < table->count; i++)
    if (table->columns[i].first->repeat_count > rounds)
      rounds = table->columns[i].first->repeat_count;
  return rounds;
}

struct crossing crossing_find(struct crossing_table *table, enum figure figure) {
  struct crossing crossing = {
      .at = zero_of_medians(table, figure), .low = -INFINITY, .high = INFINITY};
  if (isnan(crossing.at))
    return crossing;
  crossing.changes = series_of(table).changes;
  crossing.first_is_less = series_of(table).begins_below;
  size_t rounds = rounds_of(table);
  for (size_t i = 0; i < rounds; i++)
    if (ratios_of_round(table, figure, i))
      table->zeros[crossing.rounds++] = zero_of_round(table, crossing.first_is_less);
  if (crossing.rounds == 0)
    return crossing;
  struct interval interval = interval_at(table->zeros, crossing.rounds, table->level);
  crossing.low = interval.low;
  crossing.high = interval.high;
  crossing.interval = strcmp(interval.kind, "range") != 0;
  if (isfinite(interval.median))
    crossing.at = interval.median;
  return crossing;
}
