/* Judges each limit for each cell, and sums the answers up. */
#include "bench/limits/expectation_answers.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "bench/results/selected.h"
#include "bench/results/table_file.h"
#include "bench/versus/versus_rounds.h"

/* ---- making ---- */

static void answer_add(struct expectation_answers *answers,
                       const struct expectation_answer *answer) {
  answers->items[answers->count++] = *answer;
  answers->counts[answer->verdict]++;
}

static struct expectation_answer answer_of(const struct expectation *expectation,
                                           const struct result_cell *cell, double level,
                                           const struct change_source *changes) {
  if (expectation->kind == EXPECT_VALUE)
    return expectation_judge(expectation, cell, level);
  enum figure figure = expectation->selector.figure;
  struct figure_change change = changes ? changes->change_of(changes->context, cell, figure)
                                        : figure_change_unknown("there is no base to compare with");
  return expectation_judge_change(expectation, cell, &change);
}

static void no_cell_add(struct expectation_answers *answers,
                        const struct expectation *expectation) {
  struct expectation_answer answer = {.expectation = expectation,
                                      .verdict = EXPECTATION_NO_CELL,
                                      .value = NAN,
                                      .low = NAN,
                                      .high = NAN};
  expectation_say(&answer, "the run has no such cell");
  answer_add(answers, &answer);
}

static void expectation_answer(struct expectation_answers *answers,
                               const struct expectation *expectation,
                               const struct change_source *changes) {
  size_t before = answers->count;
  for (size_t i = 0; i < answers->results->cell_count; i++) {
    const struct result_cell *cell = &answers->results->cells[i];
    if (versus_is_other(cell) || !selector_takes(&expectation->selector, cell))
      continue;
    struct expectation_answer answer =
        answer_of(expectation, cell, answers->results->interval_level, changes);
    answer_add(answers, &answer);
  }
  if (answers->count == before)
    no_cell_add(answers, expectation);
}

enum status expectation_answers_make(struct expectation_answers *answers,
                                     const struct expectations *expectations,
                                     const struct results *results,
                                     const struct change_source *changes, struct error *error) {
  size_t room = expectations->count * (results->cell_count + 1);
  *answers = (struct expectation_answers){.items = calloc(room + 1, sizeof *answers->items),
                                          .results = results};
  if (!answers->items)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the answers");
  for (size_t i = 0; i < expectations->count; i++)
    expectation_answer(answers, &expectations->items[i], changes);
  return STATUS_OK;
}

void expectation_answers_release(struct expectation_answers *answers) {
  free(answers->items);
  *answers = (struct expectation_answers){0};
}

/* ---- summing up ---- */

static const struct expectation_answer *first_of(const struct expectation_answers *answers,
                                                 enum expectation_verdict verdict) {
  for (size_t i = 0; i < answers->count; i++)
    if (answers->items[i].verdict == verdict)
      return &answers->items[i];
  return NULL;
}

bool expectation_answers_complete(const struct expectation_answers *answers) {
  const char *outcome = answers->results->outcome;
  return !outcome || strcmp(outcome, "done") == 0;
}

static enum status answer_status(enum status status, const struct expectation_answers *answers,
                                 enum expectation_verdict verdict, const char *said,
                                 struct error *error) {
  const struct expectation_answer *answer = first_of(answers, verdict);
  return error_set(error, status, "%s: %.100s in %.100s: %.240s", said,
                   expectation_words(answer->expectation).text, answer->cell->name, answer->why);
}

enum status expectation_answers_status(const struct expectation_answers *answers,
                                       struct error *error) {
  if (answers->counts[EXPECTATION_BROKEN] > 0)
    return answer_status(STATUS_CHECK, answers, EXPECTATION_BROKEN, "a limit is broken", error);
  if (answers->counts[EXPECTATION_INVALID] > 0)
    return answer_status(STATUS_CHECK, answers, EXPECTATION_INVALID, "a limit was not measured",
                         error);
  if (answers->counts[EXPECTATION_UNKNOWN] > 0)
    return answer_status(STATUS_UNKNOWN, answers, EXPECTATION_UNKNOWN,
                         "cannot tell whether a limit holds", error);
  if (answers->count > answers->counts[EXPECTATION_NO_CELL] &&
      !expectation_answers_complete(answers))
    return error_set(error, STATUS_UNKNOWN,
                     "cannot tell whether all limits hold: the run did not come to its end");
  return STATUS_OK;
}

struct words expectation_answers_words(const struct expectation_answers *answers) {
  struct words words = {""};
  const size_t *counts = answers->counts;
  size_t count = answers->count - counts[EXPECTATION_NO_CELL];
  if (answers->count == 0)
    return words;
  snprintf(words.text, sizeof words.text,
           "%zu %s: %zu %s, %zu %s broken, %zu %s not valid, %zu cannot be told", count,
           word_for((double)count, "limit", "limits"), counts[EXPECTATION_HOLDS],
           word_for((double)counts[EXPECTATION_HOLDS], "holds", "hold"), counts[EXPECTATION_BROKEN],
           word_for((double)counts[EXPECTATION_BROKEN], "is", "are"), counts[EXPECTATION_INVALID],
           word_for((double)counts[EXPECTATION_INVALID], "is", "are"), counts[EXPECTATION_UNKNOWN]);
  return words;
}

/* ---- expectations.tsv ---- */

static void text_write(FILE *out, const char *text) {
  for (; *text; text++)
    fputc((unsigned char)*text < ' ' ? ' ' : *text, out);
}

static void count_write(FILE *out, size_t count) {
  table_number_write(out, count > 0 ? (double)count : NAN);
}

static void row_write(FILE *out, const struct expectation_answer *answer) {
  text_write(out, expectation_words(answer->expectation).text);
  fputc('\t', out);
  text_write(out, answer->cell ? answer->cell->name : "");
  fprintf(out, "\t%s\t", figure_table[answer->expectation->selector.figure].path);
  text_write(out, answer->expectation->bound);
  fprintf(out, "\t%s", expectation_verdict_words(answer->verdict));
  table_number_write(out, answer->value);
  table_number_write(out, answer->low);
  table_number_write(out, answer->high);
  count_write(out, answer->repeats);
  count_write(out, answer->repeats_wanted);
  fputc('\t', out);
  text_write(out, answer->why);
  fputc('\n', out);
}

void expectation_answers_write(FILE *out, const struct expectation_answers *answers) {
  fputs("expectation\tcell\tfigure\tbound\tverdict\tvalue\tlow\thigh\trepeats\trepeats_wanted\t"
        "why\n",
        out);
  for (size_t i = 0; i < answers->count; i++)
    row_write(out, &answers->items[i]);
}
