/* What the files of the conclusions share: texts that are put together, and the words of a
 * test. Texts that do not fit are cut, and end in "…". */
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

/* Item `index` of `count`: "a", "a and b", "a, b and c". */
void text_list(struct text *text, size_t index, size_t count, const char *item);

/* A first letter becomes a capital. */
struct text text_sentence(const char *words);

__attribute__((format(printf, 2, 3))) void conclude(struct conclusions *out, const char *format,
                                                    ...);

/* ---- a comparison in words ---- */

/* How many repeats and what p stand behind what a sentence says. */
struct tally {
  size_t repeats_least, repeats_most;
  double p_most; /* of those that are called different */
  size_t called, level;
};

#define TALLY_NONE \
  ((struct tally){.repeats_least = SIZE_MAX, .repeats_most = 0, .p_most = 0, .called = 0})

void tally_add(struct tally *tally, const struct comparison *comparison);

/* "6 repeats of each, p < 0.001"; without p where nothing is called. */
struct words tally_words(const struct tally *tally);

bool is_called(const struct comparison *comparison);

/* "1.31× (1.25 to 1.37)"; where the strata do not agree with that, theirs too; of one that is
 * called, "more" or "less" where a value is 0. `inverse`: of the first level to the last. */
struct text ratio_words(const struct comparison *comparison, bool inverse);

/* A value of an axis: "SSE", "libwebsockets", "250 ms". */
struct words axis_value_words(const char *axis, const char *value);

/* What the strata of a comparison are: "libwebsockets and civetweb". */
struct text strata_words(const struct comparison *comparison);

/* One stratum among the others: "civetweb", "WebSocket, payload 64 B"; "" where it is alone. */
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
void conclude_left_out(const struct results *results, struct conclusions *out);

#endif
