/* The sentences of a report's conclusions. */
#ifndef BENCH_ANSWERS_SENTENCES_H
#define BENCH_ANSWERS_SENTENCES_H

#include <stddef.h>

enum { CONCLUSION_BYTES = 1600, CONCLUSIONS_MAX = 64 };

struct conclusions {
  char texts[CONCLUSIONS_MAX][CONCLUSION_BYTES];
  size_t count;
  size_t left_out; /* sentences for which there was no place; then the last one tells how many */
  char note[CONCLUSION_BYTES]; /* how to read them; empty where nothing is compared */
};

#endif
