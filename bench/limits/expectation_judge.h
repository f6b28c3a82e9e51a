/* Judges whether a cell keeps a limit: holds, broken, or cannot tell. Pure.
 *
 *   a count         (messages lost) is exact: the limit holds where it holds in each repeat, and is
 *                   broken where it does not in one
 *   counted         (bytes and requests, and their quotients) holds where it holds in each repeat,
 *                   is broken where it does in none; in between it is judged as measured
 *   measured        (times, memory) by the 95 % interval of the median over the repeats
 *                   (bench/judge/interval.h): holds where all of the interval is within the limit,
 *                   broken where all of it is beyond; else, or with fewer than six repeats, nobody
 *                   can tell
 *   a change        by the 95 % interval of its ratio to the base; of what is counted also where
 *                   each repeat's ratio to each of the base is on one side
 *
 * The figures of a cell that failed or is invalid count for nothing, except that a count that is
 * beyond its limit stays so. Each limit and cell is judged by itself: where a median lies exactly
 * at its limit, chance breaks it in one of 40 runs. */
#ifndef BENCH_LIMITS_EXPECTATION_JUDGE_H
#define BENCH_LIMITS_EXPECTATION_JUDGE_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/plan/expectations.h"
#include "bench/results/results.h"
#include "bench/versus/figure_change.h"

enum expectation_verdict {
  EXPECTATION_HOLDS,
  EXPECTATION_BROKEN,
  EXPECTATION_INVALID, /* the cell failed or is invalid */
  EXPECTATION_UNKNOWN, /* cannot tell */
  EXPECTATION_NO_CELL, /* the run has no cell that the selector takes */
  EXPECTATION_VERDICTS
};

enum { EXPECTATION_WHY_BYTES = 512 };

struct expectation_answer {
  const struct expectation *expectation;
  const struct result_cell *cell; /* NULL with EXPECTATION_NO_CELL */
  enum expectation_verdict verdict;
  double value, low, high; /* the median and its interval or range; of a change the ratio; NAN */
  size_t repeats;          /* behind them; of a change pairs */
  size_t repeats_wanted;   /* with which one could probably tell; 0: not known */
  char why[EXPECTATION_WHY_BYTES]; /* the figures in words, and why nobody can tell */
};

/* For an expectation of the kind EXPECT_VALUE; `level` is that of the run's intervals, which are
 * called 95 % intervals (bench/judge/looks.h). */
struct expectation_answer expectation_judge(const struct expectation *expectation,
                                            const struct result_cell *cell, double level);

/* For one of the kind EXPECT_CHANGE. */
struct expectation_answer expectation_judge_change(const struct expectation *expectation,
                                                   const struct result_cell *cell,
                                                   const struct figure_change *change);

/* Appends to `why`; what does not fit is cut. */
__attribute__((format(printf, 2, 3))) void expectation_say(struct expectation_answer *answer,
                                                           const char *format, ...);

/* Whether the cell failed or is invalid; the answer then says so. */
bool expectation_invalid(struct expectation_answer *answer);

/* Says where the cell is suspect. */
void expectation_suspect_say(struct expectation_answer *answer);

/* "holds", "broken", "not valid", "cannot tell", "no cell" */
const char *expectation_verdict_words(enum expectation_verdict verdict);

#endif
