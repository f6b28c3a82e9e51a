/* Finds the cell that a claim is about, and compares. */
#include "bench/answers/claim_judge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/plan/parameters.h"
#include "documents/fields.h"
#include "documents/figures.h"
#include "documents/run_document.h"

/* ---- the cell ---- */

static double run_scale(const json_t *run) {
  double scale = figure_value(run, FIGURE_TIME_SCALE, 1);
  return scale > 0 ? scale : 1;
}

/* Whether a cell's value is the one that a claim names, which is in the time before scaling. */
static bool value_agrees(const json_t *own, const char *name, const json_t *wanted, double scale) {
  size_t parameter;
  char *text = parameter_text(wanted);
  if (!text || parameter_find(name, &parameter, NULL) != STATUS_OK) {
    free(text);
    return false;
  }
  char *scaled = parameter_scale(parameter, text, scale);
  json_t *value = scaled ? parameter_json(parameter, scaled) : NULL;
  bool agrees = json_is_number(value) && json_is_number(own)
                    ? fabs(json_number_value(value) - json_number_value(own)) <=
                          1e-9 * fabs(json_number_value(value))
                    : json_equal(value, own);
  json_decref(value);
  free(scaled);
  free(text);
  return agrees;
}

static bool cell_agrees(const json_t *cell, const char *name, const json_t *wanted, double scale) {
  if (strcmp(name, "figure") == 0)
    return true;
  if (strcmp(name, "variant") == 0)
    return json_equal(figure_json(cell, FIGURE_VARIANT), wanted);
  return value_agrees(json_object_get(figure_json(cell, FIGURE_PARAMS), name), name, wanted, scale);
}

/* Whether the cell has the values that `first` names, and those of `second` that `first` lacks. */
static bool cell_is(const json_t *cell, const json_t *first, const json_t *second, double scale) {
  const char *name;
  json_t *wanted;
  json_object_foreach((json_t *)first, name, wanted) {
    if (!cell_agrees(cell, name, wanted, scale))
      return false;
  }
  json_object_foreach((json_t *)second, name, wanted) {
    if (!json_object_get(first, name) && !cell_agrees(cell, name, wanted, scale))
      return false;
  }
  return true;
}

static const json_t *cell_find(const json_t *run, const json_t *first, const json_t *second) {
  const json_t *cells = run_json(run, RUN_CELLS);
  for (size_t i = 0; i < json_array_size(cells); i++)
    if (cell_is(json_array_get(cells, i), first, second, run_scale(run)))
      return json_array_get(cells, i);
  return NULL;
}

/* ---- its figure ---- */

static bool cell_verdict_is(const json_t *cell, const char *status) {
  const char *own = figure_text(cell, FIGURE_VERDICT_STATUS);
  return own && strcmp(own, status) == 0;
}

/* The median; NAN, with *why set, where there is none. Sets *suspect when the cell is suspect. */
static double figure_of(const json_t *cell, const char *figure, bool *suspect, const char **why) {
  const json_t *metric = json_object_get(run_json(cell, RUN_CELL_METRICS), figure);
  double value = field_number(metric, METRIC_MEDIAN, NAN);
  if (!cell)
    *why = "the run has no such cell";
  else if (run_value(cell, RUN_CELL_DONE, 0) == 0)
    *why = "the cell failed";
  else if (cell_verdict_is(cell, "invalid"))
    *why = "the cell is invalid";
  else if (isnan(value))
    *why = "the cell does not have the figure";
  *suspect = *suspect || cell_verdict_is(cell, "suspect");
  return *why ? NAN : value;
}

/* The other cell's figure, by which the claim's is divided; 1 where the claim names no other cell.
 */
static double divisor_of(const struct claim *claim, const json_t *run,
                         struct judgement *judgement) {
  if (!claim->relative_to)
    return 1;
  const json_t *other = cell_find(run, claim->relative_to, claim->cell);
  const char *figure = json_string_value(json_object_get(claim->relative_to, "figure"));
  double value =
      figure_of(other, figure ? figure : claim->figure, &judgement->suspect, &judgement->why);
  if (value == 0)
    judgement->why = "what it is relative to is 0";
  return judgement->why ? NAN : value;
}

static double time_factor(const struct claim *claim, const json_t *run) {
  switch ((enum claim_time)claim->time_scale) {
  case CLAIM_TIME_MULTIPLY:
    return run_scale(run);
  case CLAIM_TIME_DIVIDE:
    return 1 / run_scale(run);
  case CLAIM_TIME_NONE:
    break;
  }
  return 1;
}

/* Projects the figure from the users that the cell had to those of the claim. */
static double users_factor(const struct claim *claim, const json_t *cell,
                           struct judgement *judgement) {
  double measured = field_number(figure_json(cell, FIGURE_PARAMS), "clients", NAN);
  if (claim->users == 0)
    return 1;
  if ((double)claim->users > measured)
    judgement->projected_from = measured;
  return (double)claim->users / measured;
}

struct judgement claim_judge(const struct claim *claim, const json_t *run) {
  struct judgement judgement = {.verdict = CLAIM_NOT_MEASURED, .value = NAN};
  const json_t *cell = cell_find(run, claim->cell, NULL);
  double value = figure_of(cell, claim->figure, &judgement.suspect, &judgement.why);
  judgement.cell = figure_text(cell, FIGURE_CELL);
  if (json_is_true(run_json(run, RUN_QUICK)))
    judgement.why = "a quick run answers nothing";
  if (!judgement.why)
    value /= divisor_of(claim, run, &judgement);
  if (judgement.why)
    return judgement;
  judgement.value =
      value * claim->scale * time_factor(claim, run) * users_factor(claim, cell, &judgement);
  if (isnan(claim->at_least) && isnan(claim->at_most))
    judgement.verdict = CLAIM_SHOWN;
  else if (judgement.value < claim->at_least || judgement.value > claim->at_most)
    judgement.verdict = CLAIM_DOES_NOT_HOLD;
  else
    judgement.verdict = CLAIM_HOLDS;
  return judgement;
}

enum status claims_require(const struct claims *claims, const json_t *run, struct error *error) {
  for (size_t i = 0; i < claims->count; i++) {
    const struct claim *claim = &claims->items[i];
    struct judgement judgement = claim_judge(claim, run);
    if (!claim->required || judgement.verdict == CLAIM_HOLDS)
      continue;
    if (judgement.verdict == CLAIM_NOT_MEASURED)
      return error_set(error, STATUS_CHECK, "required, but not measured (%s): %.300s",
                       judgement.why, claim->claim);
    return error_set(error, STATUS_CHECK, "required, but does not hold (%.6g %.40s): %.300s",
                     judgement.value, claim->unit, claim->claim);
  }
  return STATUS_OK;
}

const char *claim_verdict_words(enum claim_verdict verdict) {
  static const char *const words[] = {[CLAIM_HOLDS] = "holds",
                                      [CLAIM_DOES_NOT_HOLD] = "does not hold",
                                      [CLAIM_SHOWN] = "shown",
                                      [CLAIM_NOT_MEASURED] = "not measured"};
  return words[verdict];
}

/* ---- claims.tsv ---- */

static void text_write(FILE *out, const char *text) {
  for (; *text; text++)
    fputc((unsigned char)*text < ' ' ? ' ' : *text, out);
  fputc('\t', out);
}

/* An empty field for NAN. */
static void number_write(FILE *out, const char *before, double number) {
  if (!isnan(number))
    fprintf(out, "%s%.9g", before, number);
}

static void row_write(FILE *out, const struct claim *claim, const struct judgement *judgement) {
  text_write(out, claim->claim);
  text_write(out, claim->source);
  text_write(out, claim->printed);
  text_write(out, claim->corrected);
  text_write(out, judgement->cell ? judgement->cell : "");
  text_write(out, claim->figure);
  number_write(out, "", judgement->value);
  fputc('\t', out);
  text_write(out, claim->unit);
  number_write(out, "", judgement->projected_from > 0 ? judgement->projected_from : NAN);
  fputc('\t', out);
  number_write(out, ">=", claim->at_least);
  fputs(isnan(claim->at_least) || isnan(claim->at_most) ? "" : " ", out);
  number_write(out, "<=", claim->at_most);
  fprintf(out, "\t%s\t%s\n", claim_verdict_words(judgement->verdict),
          judgement->why       ? judgement->why
          : judgement->suspect ? "a cell is suspect"
                               : "");
}

void claims_write(FILE *out, const struct claims *claims, const json_t *run) {
  fputs("claim\tsource\tprinted\tcorrected\tcell\tfigure\tmeasured\tunit\tprojected_from\t"
        "condition\tverdict\treason\n",
        out);
  for (size_t i = 0; i < claims->count; i++) {
    struct judgement judgement = claim_judge(&claims->items[i], run);
    row_write(out, &claims->items[i], &judgement);
  }
}
