/* Sentences computed from a run's numbers; none where the numbers are missing. */
#ifndef BENCH_CONCLUSIONS_H
#define BENCH_CONCLUSIONS_H

#include "bench/results.h"

enum { CONCLUSION_BYTES = 800, CONCLUSIONS_MAX = 24 };

struct conclusions {
  char texts[CONCLUSIONS_MAX][CONCLUSION_BYTES];
  size_t count;
};

/* Compares transports within an engine, at the first value of varied parameters. */
void conclusions_draw(const struct results *results, struct conclusions *out);

#endif
