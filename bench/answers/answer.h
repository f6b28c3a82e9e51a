/* Answers an experiment's question in at most three sentences: which to choose, why, and how sure
 * that is. They rest on the comparisons of the report alone; where these cannot tell, the last
 * sentence says so, and how many repeats could. */
#ifndef BENCH_ANSWERS_ANSWER_H
#define BENCH_ANSWERS_ANSWER_H

#include "bench/answers/answer_text.h"

/* `comparisons` are those of `results`. Pure. */
void answer_draw(const struct results *results, const struct comparisons *comparisons,
                 struct answer *answer);

#endif
