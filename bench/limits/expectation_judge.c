/* Judges a figure's values over the repeats. */
#include "bench/limits/expectation_judge.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "bench/base/bounded_text.h"
#include "bench/base/figure_basis.h"
#include "bench/base/figure_words.h"
#include "bench/judge/interval.h"
#include "bench/judge/side_repeats.h"
#include "bench/judge/support.h"

/* The figure's values in the repeats that were measured, in order. */
struct sample {
  double *values;
  size_t count, within; /* of the values, those within the limit */
  double level;         /* of the interval of their median */
};

void expectation_say(struct expectation_answer *answer, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  bounded_append_list(answer->why, sizeof answer->why, format, arguments);
  va_end(arguments);
}

static enum figure figure_of(const struct expectation_answer *answer) {
  return answer->expectation->selector.figure;
}

static struct words figure_said(const struct expectation_answer *answer, double value) {
  return figure_words(figure_of(answer), value);
}

static const char *first_reason(const struct result_cell *cell) {
  return cell->reasons.count > 0 ? cell->reasons.items[0].text : "no reason was recorded";
}

/* ---- the figures in words ---- */

/* "8 repeats"; "7 of 8 repeats" where one does not have the figure. */
static struct words repeats_said(const struct expectation_answer *answer) {
  struct words words = {""};
  if (answer->repeats < answer->cell->measured)
    bounded_append(words.text, sizeof words.text, "%zu of ", answer->repeats);
  bounded_append(words.text, sizeof words.text, "%zu repeats", answer->cell->measured);
  return words;
}

/* "24.1 ms in one repeat", "238 B in each of 8 repeats", "238 to 241 B in 3 repeats". */
static void range_say(struct expectation_answer *answer) {
  if (answer->repeats == 1)
    expectation_say(answer, "%s in one repeat", figure_said(answer, answer->value).text);
  else if (answer->low == answer->high)
    expectation_say(answer, "%s in each of %s", figure_said(answer, answer->value).text,
                    repeats_said(answer).text);
  else
    expectation_say(answer, "median %s, %s to %s in %s", figure_said(answer, answer->value).text,
                    figure_said(answer, answer->low).text, figure_said(answer, answer->high).text,
                    repeats_said(answer).text);
}

static void interval_say(struct expectation_answer *answer) {
  expectation_say(answer, "median %s, 95 %% interval %s to %s, %s",
                  figure_said(answer, answer->value).text, figure_said(answer, answer->low).text,
                  figure_said(answer, answer->high).text, repeats_said(answer).text);
}

static void wanted_say(struct expectation_answer *answer, const char *reason, const char *of) {
  if (answer->repeats_wanted > 0)
    expectation_say(answer, ": %s; %zu %s would probably tell", reason, answer->repeats_wanted, of);
  else
    expectation_say(answer, ": %s, and %d %s would not tell either", reason, SIDE_REPEATS_MAX, of);
}

/* ---- measured and counted ---- */

static void unknown_side(struct expectation_answer *answer, const struct sample *sample,
                         const char *reason) {
  size_t beyond = sample->count - sample->within;
  size_t agreeing = sample->within > beyond ? sample->within : beyond;
  answer->verdict = EXPECTATION_UNKNOWN;
  answer->repeats_wanted = side_repeats(agreeing, sample->count);
  wanted_say(answer, reason, "repeats");
}

static void measured_judge(struct expectation_answer *answer, const struct sample *sample) {
  const struct limit *limit = &answer->expectation->limit;
  bool low = limit_keeps(limit, answer->low), high = limit_keeps(limit, answer->high);
  if (sample->count < interval_repeats_min(sample->level)) {
    range_say(answer);
    unknown_side(answer, sample, "too few for an interval");
    return;
  }
  interval_say(answer);
  if (low != high)
    unknown_side(answer, sample, "the limit lies within the interval");
  else
    answer->verdict = low ? EXPECTATION_HOLDS : EXPECTATION_BROKEN;
}

static bool is_count(const struct expectation_answer *answer) {
  return figure_table[figure_of(answer)].unit == UNIT_COUNT;
}

static void counted_judge(struct expectation_answer *answer, const struct sample *sample) {
  bool all = sample->within == sample->count, none = sample->within == 0;
  if (!all && !none && !is_count(answer)) {
    measured_judge(answer, sample);
    return;
  }
  answer->verdict = all ? EXPECTATION_HOLDS : EXPECTATION_BROKEN;
  answer->low = sample->values[0]; /* interval_at has sorted them */
  answer->high = sample->values[sample->count - 1];
  range_say(answer);
  if (!all && !none)
    expectation_say(answer, ", beyond the limit in %zu", sample->count - sample->within);
}

/* ---- what was not measured ---- */

/* A percentile that single repeats do not support. */
static void support_say(struct expectation_answer *answer, double quantile) {
  const struct result_cell *cell = answer->cell;
  double messages = cell->messages / (double)cell->measured;
  double needed = SUPPORT_MESSAGES_MIN / (1 - quantile);
  double pooled = cell->figures[figure_of(answer)].median;
  expectation_say(
      answer,
      "a repeat has %s messages, and this percentile needs %s in each: repeats that are "
      "%s times as long would tell",
      words_count(floor(messages)).text, words_count(round(needed)).text,
      words_number(needed / messages).text);
  if (!isnan(pooled)) {
    answer->value = pooled;
    expectation_say(answer, "; it is %s of all repeats together, which has no interval",
                    figure_said(answer, pooled).text);
  }
}

static void absent_judge(struct expectation_answer *answer) {
  double quantile = support_quantile(figure_of(answer));
  const char *absent = figure_table[figure_of(answer)].absent;
  answer->verdict = EXPECTATION_UNKNOWN;
  if (!isnan(quantile) && answer->cell->messages > 0)
    support_say(answer, quantile);
  else
    expectation_say(answer, "not measured%s%s", *absent ? ": " : "", absent);
}

static bool is_invalid(const struct result_cell *cell) {
  return cell->grade >= VERDICT_INVALID || cell->measured == 0;
}

bool expectation_invalid(struct expectation_answer *answer) {
  const struct result_cell *cell = answer->cell;
  if (!is_invalid(cell))
    return false;
  answer->verdict = EXPECTATION_INVALID;
  answer->value = answer->low = answer->high = NAN;
  answer->repeats = 0;
  expectation_say(answer, "the cell %s: %.300s",
                  cell->grade == VERDICT_FAILED ? "failed" : "is invalid", first_reason(cell));
  return true;
}

void expectation_suspect_say(struct expectation_answer *answer) {
  if (answer->cell->grade == VERDICT_SUSPECT)
    expectation_say(answer, "; the cell is suspect");
}

/* ---- one limit of one cell ---- */

static bool sample_take(struct sample *sample, const struct expectation *expectation,
                        const struct result_cell *cell, double level) {
  *sample = (struct sample){.level = level,
                            .values = calloc(cell->repeat_count + 1, sizeof *sample->values)};
  if (!sample->values)
    return false;
  sample->count = result_values(cell, expectation->selector.figure, sample->values);
  for (size_t i = 0; i < sample->count; i++)
    sample->within += limit_keeps(&expectation->limit, sample->values[i]);
  return true;
}

static void interval_set(struct expectation_answer *answer, const struct sample *sample) {
  struct interval interval = interval_at(sample->values, sample->count, sample->level);
  answer->repeats = sample->count;
  answer->value = interval.median;
  answer->low = interval.low;
  answer->high = interval.high;
}

static void sample_judge(struct expectation_answer *answer, const struct sample *sample) {
  bool broken = sample->within < sample->count && is_count(answer);
  if (sample->count > 0)
    interval_set(answer, sample);
  if (!broken && expectation_invalid(answer))
    return;
  if (sample->count == 0)
    absent_judge(answer);
  else if (figure_basis_of(figure_of(answer)) == BASIS_COUNTED)
    counted_judge(answer, sample);
  else
    measured_judge(answer, sample);
  expectation_suspect_say(answer);
}

struct expectation_answer expectation_judge(const struct expectation *expectation,
                                            const struct result_cell *cell, double level) {
  struct expectation_answer answer = {.expectation = expectation,
                                      .cell = cell,
                                      .verdict = EXPECTATION_UNKNOWN,
                                      .value = NAN,
                                      .low = NAN,
                                      .high = NAN};
  struct sample sample;
  if (sample_take(&sample, expectation, cell, level))
    sample_judge(&answer, &sample);
  else
    expectation_say(&answer, "no memory for the figures");
  free(sample.values);
  return answer;
}

const char *expectation_verdict_words(enum expectation_verdict verdict) {
  static const char *const words[] = {[EXPECTATION_HOLDS] = "holds",
                                      [EXPECTATION_BROKEN] = "broken",
                                      [EXPECTATION_INVALID] = "not valid",
                                      [EXPECTATION_UNKNOWN] = "cannot tell",
                                      [EXPECTATION_NO_CELL] = "no cell"};
  return words[verdict];
}
