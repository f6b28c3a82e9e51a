/* What a description would have to say, where a talk has failed, or messages came again. Pure. */
#ifndef BENCH_TRY_HINT_H
#define BENCH_TRY_HINT_H

#include <stddef.h>

#include "bench/try/talk.h"
#include "documents/target.h"

enum { HINT_BYTES = 320 };

/* Contract: it has failed, or messages came again. "" where there is nothing to be said. */
void hint_make(const struct talk *talk, const struct target_description *description,
               enum transport_kind transport, char out[HINT_BYTES]);

#endif
