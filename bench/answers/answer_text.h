/* The sentences of an answer, and the words that several of them have. */
#ifndef BENCH_ANSWERS_ANSWER_TEXT_H
#define BENCH_ANSWERS_ANSWER_TEXT_H

#include "bench/answers/comparisons.h"
#include "bench/answers/conclude.h"

enum { ANSWER_SENTENCES = 3 };

struct answer {
  struct text sentences[ANSWER_SENTENCES];
  size_t count;
};

/* The next sentence; a contract: there is room. */
struct text *answer_next(struct answer *answer);

/* The ratio of the last level to the first, or its inverse; a counted one has no interval. */
struct text answer_ratio(const struct comparison *comparison, bool inverse);

/* Adds item `index` of `count`: "a", "a or b", "a, b or c". */
void text_or(struct text *text, size_t index, size_t count, const char *item);

#endif
