/* The schedule that a cell drew, from its cell.json. */
#ifndef BENCH_JUDGE_MODEL_DRAWN_H
#define BENCH_JUDGE_MODEL_DRAWN_H

#include <jansson.h>
#include <stdbool.h>

#include "bench/judge/drawn.h"

/* False where the schedule is not known: for a trace, or where the document does not say enough, or
 * says that other messages were published than the seed gives. */
bool model_drawn(const json_t *document, struct drawn *out);

#endif
