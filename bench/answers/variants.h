/* Compares each cell of a variant with its base: the cell of the variant's base that is alike in
 * everything else. */
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

/* The parameters that the variant sets, "tcp_nodelay off"; "" for an unknown one. Borrowed. */
const char *variant_sets(const struct results *results, const char *variant);

/* The variant with which this one is compared: its "base", or else the first; NULL without
 * variants. */
const char *variants_base_name(const struct results *results, const char *variant);

/* The cell's base; NULL for a cell without a variant, and where the base was not run. A cell of the
 * first variant is its own base. */
const struct result_cell *variant_base(const struct results *results,
                                       const struct result_cell *cell);

/* Whether the cell has a base, or is one for another cell. Cells without deliveries are never
 * compared. */
bool variant_is_compared(const struct results *results, const struct result_cell *cell);

/* The difference from base to cell in a figure. Where either did not measure it, the ratio is NAN
 * and nothing differs. */
struct difference variant_difference(const struct result_cell *base, const struct result_cell *cell,
                                     enum figure figure);

/* Writes a row for each cell of a variant and each figure, below a row of names: engine, transport,
 * cell, base, variant, figure (its path in cell.json), base_median, median, ratio, p, base_repeats,
 * repeats, difference (yes, no, or untestable: too few repeats). */
void variants_write(FILE *out, const struct results *results);

/* Writes variants.tsv into a run's folder; no file without variants. */
enum status variants_file_write(const struct results *results, const char *run_folder,
                                struct error *error);

#endif
