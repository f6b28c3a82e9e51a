/* A change in words. */
#ifndef BENCH_COMPARE_CHANGE_WORDS_H
#define BENCH_COMPARE_CHANGE_WORDS_H

#include "bench/compare/change.h"
#include "common/base/numerals.h"

/* A ratio as a change: "+5.2 %", "−31 %", from three times on "3.4×"; "–" for NAN. */
struct words ratio_change_words(double ratio);

/* The change from A to B: of the ratio; where one of them is 0, of the figures: "+12". */
struct words change_size_words(const struct change *change);

/* "−1.2 % to +2.3 %", "exact"; "" without an interval. */
struct words change_interval_words(const struct change *change);

/* "worse", "better", "no difference", "cannot tell", "not called". */
const char *change_finding_words(enum change_finding finding);

/* The names of a finding, a basis and an interval in JSON: "cannot_tell", "repeats". */
const char *change_finding_name(enum change_finding finding);
const char *change_basis_name(enum change_basis basis);
const char *change_interval_name(enum change_interval interval);

#endif
