/* Words an answer: what to choose, why, how sure that is, and what it assumes. */
#ifndef BENCH_CHOOSE_CHOICE_WORDS_H
#define BENCH_CHOOSE_CHOICE_WORDS_H

#include "bench/answers/sentences.h"
#include "bench/choose/choice.h"

struct choice_words {
  struct conclusions answer, why, sure, assumptions;
};

/* `out` is zeroed. */
void choice_words_make(const struct choice *choice, struct choice_words *out);

#endif
