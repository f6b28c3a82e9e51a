/* The cells and the rounds of a run of two builds: which cells are twins, and what both measured in
 * the same rounds. */
#ifndef BENCH_VERSUS_VERSUS_ROUNDS_H
#define BENCH_VERSUS_VERSUS_ROUNDS_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/results/results.h"

/* Whether the run is of two builds. */
bool versus_is(const struct results *results);

/* Whether the cell was run by the other build. */
bool versus_is_other(const struct result_cell *cell);

/* The other build's cell that differs from this one in the build alone; NULL where it was not run.
 */
const struct result_cell *versus_twin(const struct results *results, const struct result_cell *own);

/* The values of the rounds in which both cells have a figure, in the rounds' order. */
struct versus_rounds {
  double *own, *other;
  size_t count;
};

/* False without memory. */
bool versus_rounds_read(struct versus_rounds *rounds, const struct result_cell *own,
                        const struct result_cell *other, enum figure figure);
void versus_rounds_release(struct versus_rounds *rounds);

#endif
