/* Matches the cells of two runs by their keys (bench/compare/cell_key.h). */
#ifndef BENCH_COMPARE_CELL_MATCH_H
#define BENCH_COMPARE_CELL_MATCH_H

#include "bench/compare/cell_key.h"
#include "bench/compare/compared_run.h"

struct cell_pair {
  const char *key; /* borrowed from the index of A */
  const struct result_cell *a, *b;
};

struct cell_matches {
  struct cell_index a, b;
  struct cell_pair *pairs; /* in the order of A's cells */
  size_t count;
  const struct result_cell **only_a, **only_b; /* without a partner, in the order of their runs */
  size_t only_a_count, only_b_count;
};

/* Two runs with their matched cells; borrowed. */
struct compared_pair {
  const struct compared_run *a, *b;
  const struct cell_matches *matches;
};

/* Cells of one key are matched by name where they can be, and the others in the order of their
 * names. The results must outlive the matches. Release is safe on a zeroed struct. */
enum status cells_match(struct cell_matches *matches, const struct results *a,
                        const struct results *b, struct error *error);
void cell_matches_release(struct cell_matches *matches);

/* How the cell differs from the one that is nearest to it on the other side: "users (100 in A, 200
 * in B)"; "" where the other run has no cell. */
struct words cell_nearest_words(const struct cell_matches *matches, const struct result_cell *cell);

#endif
