/* What a run says of a claim. */
#ifndef BENCH_ANSWERS_CLAIM_JUDGE_H
#define BENCH_ANSWERS_CLAIM_JUDGE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "bench/plan/claims.h"

enum claim_verdict {
  CLAIM_HOLDS,
  CLAIM_DOES_NOT_HOLD,
  CLAIM_SHOWN,        /* it has no condition: the value speaks */
  CLAIM_NOT_MEASURED, /* and `why` says why */
};

struct judgement {
  enum claim_verdict verdict;
  double value;          /* in the claim's unit; NAN when not measured */
  const char *cell;      /* its name; NULL for none. Belongs to the run */
  double projected_from; /* users that were measured, where the value is for more; else 0 */
  bool suspect;          /* a cell that it rests on is */
  const char *why;
};

/* `run` is a run.json. An invalid cell is as one that was not measured. */
struct judgement claim_judge(const struct claim *claim, const json_t *run);

/* STATUS_CHECK names the first claim that is required and does not hold, or was not measured. */
enum status claims_require(const struct claims *claims, const json_t *run, struct error *error);

const char *claim_verdict_words(enum claim_verdict verdict);

/* A row for each claim below a row of names: claim, source, printed, corrected, cell,
 * figure, measured, unit, projected_from, condition, verdict, reason. */
void claims_write(FILE *out, const struct claims *claims, const json_t *run);

#endif
