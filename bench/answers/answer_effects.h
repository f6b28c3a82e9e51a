/* The sentences of an answer that say what variants, or the values of a parameter, change. */
#ifndef BENCH_ANSWERS_ANSWER_EFFECTS_H
#define BENCH_ANSWERS_ANSWER_EFFECTS_H

#include "bench/answers/answer_text.h"

/* Against the base or the first value: in time or memory, and in bytes or requests. Adds one or two
 * sentences, or none. */
void answer_effects(const struct comparisons *comparisons, const char *axis, struct answer *answer);

#endif
