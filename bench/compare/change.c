/* Computes the ratio, the interval and the test of a change. */
#include "bench/compare/change.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/rank_test.h"

/* Instants have 10 digits a second after the machine's start, and 17 after three years. */
static const double clock_bytes_max = 14;
static const double clock_bytes_least = 0.01; /* less is the digits of messages' numbers */

static const char other_schedules[] = "other schedules of messages";

enum { PAIRS_MIN = 3 };

static const double interval_level = 0.05;   /* of the interval of a single change */
static const double equal_tolerance = 1e-12; /* of quotients of equal counts */

/* The values of the repeats of both runs. */
struct values {
  double *a, *b;
  size_t a_count, b_count;
};

static void values_release(struct values *values) {
  free(values->a);
  free(values->b);
}

static bool values_read(struct values *values, const struct cell_pair *pair, enum figure figure) {
  *values = (struct values){.a = calloc(pair->a->repeat_count + 1, sizeof(double)),
                            .b = calloc(pair->b->repeat_count + 1, sizeof(double))};
  if (!values->a || !values->b)
    return false;
  values->a_count = result_values(pair->a, figure, values->a);
  values->b_count = result_values(pair->b, figure, values->b);
  return true;
}

/* ---- the clock in the messages ---- */

static bool is_compressed(const struct result_cell *cell) {
  const char *text = result_param(cell, "compression");
  return text && strcmp(text, "on") == 0;
}

double change_clock_bytes(const struct cell_pair *pair) {
  double longer = result_median(pair->b, FIGURE_TEXT_PER_MESSAGE) -
                  result_median(pair->a, FIGURE_TEXT_PER_MESSAGE);
  if (isnan(longer) || fabs(longer) < clock_bytes_least || fabs(longer) > clock_bytes_max)
    return 0;
  return is_compressed(pair->a) || is_compressed(pair->b) ? NAN : longer;
}

/* ---- exact counts ---- */

static bool nearly_equal(double left, double right) {
  return fabs(left - right) <= equal_tolerance * fmax(fabs(left), fabs(right));
}

static bool all_equal(const double *values, size_t count) {
  for (size_t i = 1; i < count; i++)
    if (!nearly_equal(values[i], values[0]))
      return false;
  return count >= 2;
}

/* Whether B differs from A by the same amount in each repeat that both have, by its number: those
 * of one number have one schedule. Two repeats of a small count could do so by chance. */
static bool differ_alike(const struct change *change) {
  const struct cell_pair *pair = change->pair;
  enum figure figure = change->figure->id;
  double first = 0;
  size_t count = 0;
  for (size_t i = 0; i < pair->a->repeat_count; i++) {
    size_t at = repeat_partner(pair->a, i, pair->b);
    if (at == pair->b->repeat_count)
      continue;
    double a = pair->a->repeats[i].values[figure], b = pair->b->repeats[at].values[figure];
    first = count == 0 ? b - a : first;
    if (!(fabs(b - a - first) <= equal_tolerance * fmax(fabs(a), fabs(b))))
      return false;
    count++;
  }
  return count >= PAIRS_MIN;
}

static bool is_exact(const struct change *change, const struct values *values,
                     const struct change_judge *judge) {
  bool equal = all_equal(values->a, values->a_count) && all_equal(values->b, values->b_count);
  if (equal || judge->schedules_apart)
    return equal;
  return differ_alike(change) || baseline_is_exact(judge->baseline, change->pair->key,
                                                   change->pair->a->name, change->figure->id);
}

static void exact_take(struct change *change) {
  change->basis = CHANGE_EXACT;
  change->interval = INTERVAL_EXACT;
  change->low = change->high = change->ratio;
  change->lean = nearly_equal(change->a, change->b) ? 0 : change->b - change->a;
  change->finding = change->lean > 0   ? CHANGE_WORSE
                    : change->lean < 0 ? CHANGE_BETTER
                                       : CHANGE_NONE;
}

/* ---- tests ---- */

static void repeats_take(struct change *change, const struct values *values) {
  const struct rank_split split = {values->a, values->b, values->a_count, values->b_count};
  struct rank_ratio ratio = rank_ratio(&split, 1);
  double p = rank_p(&split, 1);
  change->p = p < 0 ? 1 : p;
  change->p_least = rank_p_least(&split, 1);
  change->lean = rank_lean(&split, 1);
  if (!ratio.interval)
    return;
  change->ratio = ratio.ratio;
  change->low = ratio.low;
  change->high = ratio.high;
  change->interval = INTERVAL_REPEATS;
}

/* Takes the interval of two runs of the baseline around the ratio of the medians. */
static void baseline_take(struct change *change, const struct run_spread *spread) {
  change->p = run_spread_p(spread, change->b / change->a);
  change->p_least = 0;
  change->lean = change->b - change->a;
  change->ratio = change->b / change->a;
  change->low = change->ratio / change->limit;
  change->high = change->ratio * change->limit;
  change->interval = INTERVAL_BASELINE;
}

static const char *baseline_lacks(const struct change *change, const struct run_spread *spread,
                                  size_t repeats, const struct change_judge *judge) {
  if (judge->schedules_apart)
    return other_schedules;
  if (judge->baseline->count == 0)
    return judge->without;
  if (isnan(spread->deviation) && spread->runs < RUN_SPREAD_RUNS_MIN)
    return "too few runs of the baseline have it";
  if (isnan(spread->deviation) || !(change->a > 0) || !(change->b > 0))
    return "it is 0";
  if (change->pair->a->measured < repeats || change->pair->b->measured < repeats)
    return "it has fewer repeats than the baseline";
  return "";
}

static void uncalled_show(struct change *change, const struct values *values) {
  change->basis = CHANGE_SHOWN;
  change->finding = CHANGE_NOT_CALLED;
  if (values->a_count > 0 && values->b_count > 0)
    repeats_take(change, values);
  change->p = NAN;
}

/* Whether the difference may be but the clock's: where the lengths of texts differ, lengths of
 * answers have other digits too, a byte for each answer at most. */
static bool clock_explains(const struct change *change) {
  return change->figure->id == FIGURE_WIRE_PER_MESSAGE && change_clock_bytes(change->pair) != 0 &&
         fabs(change->b - change->a) < 1;
}

static void counted_judge(struct change *change, const struct values *values,
                          const struct change_judge *judge, const struct run_spread *spread) {
  if (clock_explains(change)) {
    change->basis = CHANGE_EXACT;
    change->finding = CHANGE_NONE;
    return;
  }
  if (is_exact(change, values, judge)) {
    exact_take(change);
    return;
  }
  if (judge->schedules_apart) {
    change->reason = other_schedules;
    uncalled_show(change, values);
    return;
  }
  change->basis = CHANGE_REPEATS;
  repeats_take(change, values);
  double by_runs = run_spread_p(spread, change->b / change->a);
  if (by_runs > change->p)
    change->p = by_runs;
  if (!(change->p_least < CHANGE_LEVEL))
    change->finding = CHANGE_CANNOT_TELL;
}

static void timed_judge(struct change *change, const struct values *values,
                        const struct change_judge *judge, const struct run_spread *spread,
                        size_t repeats) {
  change->reason = baseline_lacks(change, spread, repeats, judge);
  if (*change->reason) {
    repeats_take(change, values);
    change->p = NAN;
    return;
  }
  change->basis = CHANGE_BASELINE;
  baseline_take(change, spread);
}

/* ---- a change ---- */

/* Why the figure is not called, whatever it is. */
static const char *uncalled(const struct change *change, const struct change_judge *judge) {
  if (isnan(change->a))
    return "A does not have it";
  if (isnan(change->b))
    return "B does not have it";
  if (change->figure->id == FIGURE_WIRE_PER_MESSAGE && isnan(change_clock_bytes(change->pair)))
    return "compressed texts of other lengths";
  return judge->named ? "" : "not asked for";
}

/* Leaves out what the clock in the messages adds to B. */
static void clock_leave_out(struct change *change, struct values *values) {
  double bytes = change_clock_bytes(change->pair);
  if (change->figure->id != FIGURE_WIRE_PER_MESSAGE || isnan(bytes))
    return;
  change->b -= bytes;
  for (size_t i = 0; i < values->b_count; i++)
    values->b[i] -= bytes;
}

bool change_make(struct change *change, const struct compared_figure *figure,
                 const struct cell_pair *pair, const struct change_judge *judge) {
  struct values values;
  size_t repeats = 0;
  *change = (struct change){.figure = figure,
                            .pair = pair,
                            .a = result_median(pair->a, figure->id),
                            .b = result_median(pair->b, figure->id),
                            .low = NAN,
                            .high = NAN,
                            .basis = CHANGE_SHOWN,
                            .p = NAN,
                            .p_least = NAN,
                            .corrected = NAN,
                            .reason = ""};
  bool read = values_read(&values, pair, figure->id);
  if (read) {
    clock_leave_out(change, &values);
    change->ratio = change->a > 0 && change->b > 0 ? change->b / change->a : NAN;
    struct run_spread spread =
        baseline_spread(judge->baseline, pair->key, pair->a->name, figure->id, &repeats);
    change->limit = run_spread_limit(&spread, interval_level);
    change->reason = uncalled(change, judge);
    if (*change->reason)
      uncalled_show(change, &values);
    else if (figure->basis == BASIS_COUNTED)
      counted_judge(change, &values, judge, &spread);
    else
      timed_judge(change, &values, judge, &spread, repeats);
  }
  values_release(&values);
  return read;
}

bool change_is_tested(const struct change *change) {
  return (change->basis == CHANGE_REPEATS || change->basis == CHANGE_BASELINE) &&
         change->p_least < CHANGE_LEVEL && !isnan(change->p);
}

void change_judge_by(struct change *change, double corrected, size_t tests) {
  change->corrected = corrected;
  if (corrected < CHANGE_LEVEL)
    change->finding = change->lean > 0 ? CHANGE_WORSE : CHANGE_BETTER;
  else if (change->p_least * (double)tests >= CHANGE_LEVEL)
    change->finding = CHANGE_CANNOT_TELL;
  else
    change->finding = CHANGE_NONE;
}
