/* Sentences computed from a run's numbers; none where the numbers are missing.
 *
 * A sentence that calls two things different rests on the test of a comparison
 * (bench/answers/comparisons.h), or on figures that are counted exactly and differ in every repeat.
 */
#ifndef BENCH_ANSWERS_CONCLUSIONS_H
#define BENCH_ANSWERS_CONCLUSIONS_H

#include "bench/answers/comparisons.h"
#include "bench/answers/sentences.h"
#include "bench/results/results.h"

/* What the comparisons of these results, and the results, say. Pure. */
void conclusions_draw(const struct results *results, const struct comparisons *comparisons,
                      struct conclusions *out);

#endif
