/* The place of an error in a file, for people: "experiments/x.json: params". */
#ifndef BENCH_BASE_ERROR_CONTEXT_H
#define BENCH_BASE_ERROR_CONTEXT_H

#include "common/base/status.h"

struct error_context {
  char text[ERROR_TEXT_BYTES / 2];
};

/* Cut, with "..." at the end, where it is too long. */
struct error_context error_context_in(const char *outer, const char *inner);

/* Puts the place before the text of the error. */
enum status error_at(struct error *error, enum status status, const char *place);

#endif
