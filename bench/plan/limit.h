/* Limits of figures, from texts: "<20ms", ">=1000", "=0"; and of their changes: "+10%". Pure. */
#ifndef BENCH_PLAN_LIMIT_H
#define BENCH_PLAN_LIMIT_H

#include <stdbool.h>

#include "common/base/numerals.h"
#include "common/base/status.h"
#include "documents/figures.h"

enum limit_relation { LIMIT_BELOW, LIMIT_AT_MOST, LIMIT_EXACTLY, LIMIT_AT_LEAST, LIMIT_ABOVE };

struct limit {
  enum limit_relation relation;
  double value; /* in the figure's own unit (documents/figure_columns.h) */
};

/* Reads "<", "<=", "=", ">=" or ">", and a number with a unit that fits the figure's:
 *
 *   times       ns, us (µs), ms, s, min
 *   bytes       B, kB, MB, GB; for a second B/s, kB/s, MB/s
 *   rates       /s
 *   shares      %, or none for 0 to 1
 *   the others  none
 *
 * 0 needs no unit. Spaces may stand between. STATUS_USAGE says which units fit. "=" is for figures
 * that are counted (bench/base/figure_basis.h): no time is ever exactly another. */
enum status limit_read(struct limit *limit, enum figure figure, const char *text,
                       struct error *error);

bool limit_keeps(const struct limit *limit, double value);

/* "below 20 ms" */
struct words limit_words(const struct limit *limit, enum figure figure);

/* The ratios of a figure to its base that a limit of changes allows: "+10%" at most 1.1, "-10%" at
 * least 0.9, "±10%" (or "+-10%") both. */
struct change_limit {
  double least, greatest; /* 0 and INFINITY where that side has no limit */
};

/* STATUS_USAGE where the text is none of these, or allows a fall of more than 100 %. */
enum status change_limit_read(struct change_limit *limit, const char *text, struct error *error);

/* "at most 10 % more", "at most 10 % less", "at most 10 % more or less". */
struct words change_limit_words(const struct change_limit *limit);

#endif
