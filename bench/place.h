/* Where in a file an error is, for people: "experiments/x.json: params". */
#ifndef BENCH_PLACE_H
#define BENCH_PLACE_H

#include "common/status.h"

struct place {
  char text[ERROR_TEXT_BYTES / 2];
};

/* Cut, with "..." at the end, where it is too long. */
struct place place_in(const char *outer, const char *inner);

/* Prefixes what another function said with the place. */
enum status error_at(struct error *error, enum status status, const char *place);

#endif
