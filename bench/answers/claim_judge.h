/* Judges claims by the figures of a run. */
#ifndef BENCH_ANSWERS_CLAIM_JUDGE_H
#define BENCH_ANSWERS_CLAIM_JUDGE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "bench/plan/claims.h"

enum claim_verdict {
  CLAIM_HOLDS,
  CLAIM_DOES_NOT_HOLD,
  CLAIM_SHOWN,        /* the claim has no condition: the value alone is shown */
  CLAIM_NOT_MEASURED, /* `why` has the reason */
};

struct judgement {
  enum claim_verdict verdict;
  double value;          /* in the claim's unit; NAN when not measured */
  const char *cell;      /* its name; NULL for none. Borrowed from the run */
  double projected_from; /* users that were measured, where the claim is about more; else 0 */
  bool suspect;          /* a cell behind the value is suspect */
  const char *why;
};

/* `run` is a run.json. The figures of an invalid cell count as not measured. */
struct judgement claim_judge(const struct claim *claim, const json_t *run);

/* STATUS_CHECK, naming the first required claim that does not hold or was not measured. */
enum status claims_require(const struct claims *claims, const json_t *run, struct error *error);

const char *claim_verdict_words(enum claim_verdict verdict);

/* Writes a row for each claim below a row of names: claim, source, printed, corrected, cell,
 * figure, measured, unit, projected_from, condition, verdict, reason. */
void claims_write(FILE *out, const struct claims *claims, const json_t *run);

#endif
