/* Words how sure an answer is, and what it assumes. */
#ifndef BENCH_CHOOSE_CHOICE_DOUBTS_H
#define BENCH_CHOOSE_CHOICE_DOUBTS_H

#include "bench/answers/sentences.h"
#include "bench/choose/choice.h"

void choice_doubts_say(const struct choice *choice, struct conclusions *out);
void choice_assumptions_say(const struct choice *choice, struct conclusions *out);

#endif
