/* Helpers of the conclusions: they build sentences, and word the result of a test. A text that does
 * not fit is cut and ends in "…". */
#ifndef BENCH_ANSWERS_CONCLUDE_H
#define BENCH_ANSWERS_CONCLUDE_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/answers/comparisons.h"
#include "bench/answers/sentences.h"
#include "bench/base/formatting.h"

struct text {
  char text[CONCLUSION_BYTES];
};

__attribute__((format(printf, 2, 3))) void text_add(struct text *text, const char *format, ...);

/* Adds item `index` of `count`: "a", "a and b", "a, b and c". */
void text_list(struct text *text, size_t index, size_t count, const char *item);

/* The words with a capital at their beginning. */
struct text text_sentence(const char *words);

__attribute__((format(printf, 2, 3))) void conclude(struct conclusions *out, const char *format,
                                                    ...);

/* ---- a comparison in words ---- */

/* The repeats and the p behind a sentence. */
struct tally {
  size_t repeats_least, repeats_most;
  double p_most; /* of the comparisons that are significant */
  size_t called, level;
};

#define TALLY_NONE \
  ((struct tally){.repeats_least = SIZE_MAX, .repeats_most = 0, .p_most = 0, .called = 0})

void tally_add(struct tally *tally, const struct comparison *comparison);

/* "6 repeats of each cell, p < 0.001"; without p where nothing is significant. */
struct words tally_words(const struct tally *tally);

/* Whether it found a difference. */
bool is_called(const struct comparison *comparison);

/* "1.31× (1.25 to 1.37)": the ratio and its interval, and the ratio of each stratum where they do
 * not lie within it; "more" or "less" where a median is 0. `inverse`: of the first level to the
 * last. */
struct text ratio_words(const struct comparison *comparison, bool inverse);

/* The medians of a level in each stratum: "libwebsockets 687 µs, civetweb 1.60 ms"; one figure
 * where all are written alike. */
struct text medians_words(const struct comparison *comparison, size_t level);

/* A value of an axis: "SSE", "libwebsockets", "250 ms". */
struct words axis_value_words(const char *axis, const char *value);

/* The strata of a comparison: "libwebsockets and civetweb". */
struct text strata_words(const struct comparison *comparison);

/* One of several strata: "civetweb", "WebSocket, payload 64 B"; "" where there is only one. */
struct words stratum_words(const struct comparison *comparison, size_t stratum);

/* ---- the sentences ---- */

void conclude_pairs(const struct comparisons *comparisons, const char *axis,
                    struct conclusions *out);
void conclude_variants(const struct results *results, const struct comparisons *comparisons,
                       struct conclusions *out);
void conclude_along(const struct comparisons *comparisons, struct conclusions *out);
void conclude_idle(const struct results *results, struct conclusions *out);
void conclude_facts(const struct results *results, struct conclusions *out);
void conclude_faults(const struct results *results, struct conclusions *out);
void conclude_left_out(const struct results *results, bool any_compared, struct conclusions *out);

#endif
