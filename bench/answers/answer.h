/* Answers an experiment's question in at most three sentences: which to choose, why, and how sure
 * that is. They rest on the comparisons of the report alone; where these cannot tell, the last
 * sentence says so, and how many repeats could. */
#ifndef BENCH_ANSWERS_ANSWER_H
#define BENCH_ANSWERS_ANSWER_H

#include "bench/answers/comparisons.h"
#include "bench/answers/conclude.h"

enum { ANSWER_SENTENCES = 3 };

struct answer {
  struct text sentences[ANSWER_SENTENCES];
  size_t count;
};

/* `comparisons` are those of `results`. Pure. */
void answer_draw(const struct results *results, const struct comparisons *comparisons,
                 struct answer *answer);

/* ---- its parts; each adds one or two sentences, or none ---- */

/* Which transport, or engine: the values of the axis that are lowest, or not significantly
 * different from the lowest, in every figure; and the figures. */
void answer_choice(const struct comparisons *comparisons, const char *axis, struct answer *answer);

/* What variants, or the values of a parameter, change, against the base or the first value: in time
 * or memory, and in bytes or requests. */
void answer_effects(const struct comparisons *comparisons, const char *axis, struct answer *answer);

/* Where all users were served again soonest after each fault. */
void answer_faults(const struct results *results, struct answer *answer);

/* The next sentence; a contract: there is room. */
struct text *answer_next(struct answer *answer);

/* The ratio of the last level to the first, or its inverse; a counted one has no interval. */
struct text answer_ratio(const struct comparison *comparison, bool inverse);

/* Adds item `index` of `count`: "a", "a or b", "a, b or c". */
void text_or(struct text *text, size_t index, size_t count, const char *item);

#endif
