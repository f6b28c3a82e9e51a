/* Why a cell's repeats are not valid: put together by kind (bench/judge/reasons.h), so that a
 * reader has one line for each, whatever the number of repeats. */
#ifndef BENCH_RESULTS_RESULTS_REASONS_H
#define BENCH_RESULTS_RESULTS_REASONS_H

#include <jansson.h>

#include "bench/results/results.h"

/* Adds the reasons of the cell's newest repeat, from its cell.json at `path`; of each kind the
 * cell keeps the sentence of the greatest severity, of equals the first, and in how many repeats
 * it was. Those that make a repeat invalid stand first. Where a document has no kinds, reasons are
 * alike when their sentences are. STATUS_CHECK where there are not as many kinds, or severities,
 * as reasons. */
enum status results_read_reasons(struct result_cell *cell, const json_t *document, const char *path,
                                 struct error *error);

/* Whether they are about the same: of one kind; where a kind is not known, and of the ways in which
 * a program may fail, the same sentence. */
bool result_reasons_alike(const struct result_reason *left, const struct result_reason *right);

#endif
