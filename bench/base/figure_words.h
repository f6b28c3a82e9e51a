/* Writes a figure for people, in the unit that the table of figures gives it: "482 µs", "1.2 kB/s",
 * "12 %". */
#ifndef BENCH_BASE_FIGURE_WORDS_H
#define BENCH_BASE_FIGURE_WORDS_H

#include "common/base/numerals.h"
#include "documents/figures.h"

/* "–" for NAN. */
struct words figure_words(enum figure figure, double value);

#endif
