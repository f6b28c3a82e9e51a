/* Says in words how two builds differ, for the report and the terminal. */
#ifndef BENCH_VERSUS_VERSUS_WORDS_H
#define BENCH_VERSUS_VERSUS_WORDS_H

#include "bench/base/formatting.h"
#include "bench/versus/versus.h"

enum { VERSUS_TEXT_BYTES = 600 };

struct versus_text {
  char text[VERSUS_TEXT_BYTES];
};

/* "This build against 0.3 (6bd2f3c5e8f1): of 4 named figures 1 is worse, 0 are better, 1 is the
 * same and 2 cannot be told from chance." */
struct versus_text versus_headline(const struct versus *versus, const struct results *results);

/* "WebSocket, mean latency: worse, +4.3 % (95 % interval +2.1 % to +6.6 %), p = 0.0021, 16 rounds."
 * Of a named figure. */
struct versus_text versus_sentence(const struct versus *versus, const struct versus_pair *pair,
                                   const struct results *results);

/* "WebSocket, libwebsockets, 100 users": the cell without its build; the engine where several are
 * run. */
struct words versus_cell_words(const struct results *results, const struct result_cell *cell);

/* "mean latency", or the figure's path. */
const char *versus_figure_words(enum figure figure);

/* "+4.3 %"; "2.5×" where it is twice as much or half as much, or beyond that. */
struct words versus_change_words(double ratio);

/* "+2.1 % to +6.6 %"; "range +2.1 % to +6.6 %" where the rounds are too few for an interval. */
struct words versus_interval_words(const struct rank_ratio *ratio);

/* "p < 0.001", "p = 0.021"; "" where there is none. */
struct words versus_p_words(double p);

/* "worse", "better", "the same", "cannot tell", "not named". */
const char *versus_finding_words(enum versus_finding finding);

/* The version and commit of the other build: "0.3 (6bd2f3c5e8f1)". */
struct words versus_version_words(const struct results *results);

#endif
