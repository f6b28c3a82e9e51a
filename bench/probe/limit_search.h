/* Searches the size from which something does not pass: by doubling, then by halving. Pure. */
#ifndef BENCH_PROBE_LIMIT_SEARCH_H
#define BENCH_PROBE_LIMIT_SEARCH_H

#include <stdbool.h>
#include <stddef.h>

enum { LIMIT_STEP_BYTES = 16 }; /* the ends of the bracket are at least so far apart */

struct limit_search {
  size_t least, most;  /* the sizes to try */
  size_t passes_bytes; /* the largest that has passed; 0: none */
  size_t fails_bytes;  /* the smallest that has not; 0: none */
};

/* The next size to try; 0: the search is done. It ends when the ends are within a sixty-fourth, or
 * when the largest passes. */
size_t limit_next(const struct limit_search *search);

void limit_take(struct limit_search *search, size_t bytes, bool passed);

#endif
