/* The answers to all limits that a run is expected to keep: one for each limit and cell. */
#ifndef BENCH_LIMITS_EXPECTATION_ANSWERS_H
#define BENCH_LIMITS_EXPECTATION_ANSWERS_H

#include <stdbool.h>
#include <stdio.h>

#include "bench/limits/expectation_judge.h"
#include "bench/plan/expectations.h"
#include "bench/results/results.h"
#include "bench/versus/figure_change.h"
#include "common/base/status.h"

struct expectation_answers {
  struct expectation_answer *items; /* by limit, those of a limit in the order of the cells */
  size_t count;
  size_t counts[EXPECTATION_VERDICTS]; /* answers of each verdict */
  const struct results *results;       /* borrowed */
};

/* Answers each expectation for each cell that it takes. `changes` is NULL where there is no base;
 * limits of changes then cannot be told. Of a run of two builds only this build's cells are asked.
 * What is borrowed must outlive the answers. Release is safe on a zeroed struct. */
enum status expectation_answers_make(struct expectation_answers *answers,
                                     const struct expectations *expectations,
                                     const struct results *results,
                                     const struct change_source *changes, struct error *error);
void expectation_answers_release(struct expectation_answers *answers);

/* STATUS_CHECK where a limit is broken, or its cell is not valid; else STATUS_UNKNOWN where one
 * cannot be told, or the run is not complete; the error names the first. STATUS_OK without any
 * limit. */
enum status expectation_answers_status(const struct expectation_answers *answers,
                                       struct error *error);

/* Whether the run came to its end; else the answers rest on fewer repeats than were planned. */
bool expectation_answers_complete(const struct expectation_answers *answers);

/* "5 limits: 3 hold, 1 is broken, 0 are not valid, 1 cannot be told" */
struct words expectation_answers_words(const struct expectation_answers *answers);

/* Writes expectations.tsv: a row for each answer below a row of names: expectation, cell, figure,
 * bound, verdict, value, low, high, repeats, repeats_wanted, why. Value, low and high are in the
 * figure's own unit (docs/figures.md); of a limit of a change they are ratios to the base. */
void expectation_answers_write(FILE *out, const struct expectation_answers *answers);

#endif
