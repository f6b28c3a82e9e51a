/* What an experiment's variants change: each cell of a variant beside the cell of the
 * first one that is the same in everything else. */
#ifndef BENCH_ANSWERS_VARIANTS_H
#define BENCH_ANSWERS_VARIANTS_H

#include <stdbool.h>
#include <stdio.h>

#include "bench/judge/difference.h"
#include "bench/results/results.h"
#include "common/base/status.h"

/* The figures of variants.tsv and of the report's table, in their order. */
enum { VARIANT_FIGURES = 6 };
extern const enum figure variant_figures[VARIANT_FIGURES];

/* The variant that it is compared with: the one that the experiment says, else the first; NULL
 * without variants. */
const char *variants_base_name(const struct results *results, const char *variant);

/* NULL for a cell without a variant (where they make no difference, or there are none),
 * and where its base was not run. The first variant is its own. */
const struct result_cell *variant_base(const struct results *results,
                                       const struct result_cell *cell);

/* Whether the cell is a base beside which another was run, or is that other. Cells to which
 * nothing was published are compared with nothing. */
bool variant_is_compared(const struct results *results, const struct result_cell *cell);

/* Of a figure, from base to cell. The ratio is NAN, and nothing differs, where either
 * did not measure it. */
struct difference variant_difference(const struct result_cell *base, const struct result_cell *cell,
                                     enum figure figure);

/* A row for each variant's cell and figure, below a row of names: engine, transport,
 * cell, base, variant, figure (as in cell.json), base_median, median, ratio, p,
 * base_repeats, repeats, difference (yes, no, or untestable: too few repeats). */
void variants_write(FILE *out, const struct results *results);

/* variants.tsv of a run's folder; none without variants. */
enum status variants_file_write(const struct results *results, const char *run_folder,
                                struct error *error);

#endif
