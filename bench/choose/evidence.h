/* The measured runs that an answer rests on. */
#ifndef BENCH_CHOOSE_EVIDENCE_H
#define BENCH_CHOOSE_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/base/folder.h"
#include "bench/results/results.h"

struct evidence {
  struct results *runs;
  struct path *folders; /* of each run */
  size_t count, capacity;
  bool reference; /* the runs that come with the project, of another machine */
};

/* Reads the runs in these folders. Release is safe on a zeroed struct. */
enum status evidence_load(struct evidence *evidence, const char *const *folders, size_t count,
                          struct error *error);

/* Finds runs: the newest complete one in `results` that has all four transports on a network engine
 * with messages; else all in `reference`. STATUS_USAGE where there is neither. Either may be an
 * empty path. */
enum status evidence_find(struct evidence *evidence, const char *results, const char *reference,
                          struct error *error);

void evidence_release(struct evidence *evidence);

#endif
