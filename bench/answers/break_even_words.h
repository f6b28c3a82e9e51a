/* Words break-even points as sentences. */
#ifndef BENCH_ANSWERS_BREAK_EVEN_WORDS_H
#define BENCH_ANSWERS_BREAK_EVEN_WORDS_H

#include "bench/answers/break_even.h"
#include "bench/answers/conclude.h"

/* "Bytes on the wire for a delivered message: WebSocket has less up to 0.545 messages/s, short poll
 * from there on (95 % interval of 7 repeats 0.52 to 0.57; the model says 0.548), on libwebsockets,
 * interval 5000 ms." */
struct text break_even_sentence(const struct results *results, const struct break_even *point);

#endif
