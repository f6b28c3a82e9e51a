/* Sentences computed from a run's numbers; none where the numbers are missing.
 *
 * A sentence that calls two things different rests on the test of a comparison
 * (bench/comparisons.h), or on figures that are counted exactly and differ in every repeat. */
#ifndef BENCH_CONCLUSIONS_H
#define BENCH_CONCLUSIONS_H

#include "bench/comparisons.h"
#include "bench/results.h"

enum { CONCLUSION_BYTES = 1600, CONCLUSIONS_MAX = 64 };

struct conclusions {
  char texts[CONCLUSIONS_MAX][CONCLUSION_BYTES];
  size_t count;
  char note[CONCLUSION_BYTES]; /* how to read them; empty where nothing is compared */
};

/* What the comparisons of these results, and the results, say. Pure. */
void conclusions_draw(const struct results *results, const struct comparisons *comparisons,
                      struct conclusions *out);

#endif
