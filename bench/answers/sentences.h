/* The sentences of a report's conclusions, as data. */
#ifndef BENCH_ANSWERS_SENTENCES_H
#define BENCH_ANSWERS_SENTENCES_H

#include <stddef.h>

enum { CONCLUSION_BYTES = 1600, CONCLUSIONS_MAX = 64 };

struct conclusions {
  char texts[CONCLUSIONS_MAX][CONCLUSION_BYTES];
  size_t count;
  size_t left_out;             /* sentences without room; if any, the last text says how many */
  char note[CONCLUSION_BYTES]; /* how to read the sentences; empty where nothing is compared */
};

#endif
