/* The sentences of an answer that say which transport, or engine, to choose, and why. */
#ifndef BENCH_ANSWERS_ANSWER_CHOICE_H
#define BENCH_ANSWERS_ANSWER_CHOICE_H

#include "bench/answers/answer_text.h"

/* The values of the axis that are lowest, or not significantly different from the lowest, in every
 * figure; and the figures. Adds one or two sentences, or none. */
void answer_choice(const struct comparisons *comparisons, const char *axis, struct answer *answer);

#endif
