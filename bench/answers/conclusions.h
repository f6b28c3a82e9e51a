/* Draws conclusions from a run: sentences that are computed from its figures.
 *
 * A sentence says that two things differ only where the test of a comparison does
 * (bench/answers/comparisons.h), or where exact counts differ in every repeat. Where figures are
 * missing there is no sentence. */
#ifndef BENCH_ANSWERS_CONCLUSIONS_H
#define BENCH_ANSWERS_CONCLUSIONS_H

#include "bench/answers/comparisons.h"
#include "bench/answers/sentences.h"
#include "bench/results/results.h"

/* `comparisons` are those of `results`. Pure. */
void conclusions_draw(const struct results *results, const struct comparisons *comparisons,
                      struct conclusions *out);

#endif
