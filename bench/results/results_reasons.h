/* Merges the reasons why a cell's repeats are not valid by kind (bench/judge/reasons.h), so that
 * there is one line for each kind, however many repeats there are. */
#ifndef BENCH_RESULTS_RESULTS_REASONS_H
#define BENCH_RESULTS_RESULTS_REASONS_H

#include <jansson.h>

#include "bench/results/results.h"

/* Adds the reasons of the cell's last repeat, from its cell.json at `path`. For each kind the cell
 * keeps the most severe sentence (the first of equals) and the number of repeats that have one.
 * Reasons that make a repeat invalid stand first. STATUS_CHECK where there are not as many kinds,
 * or severities, as reasons. */
enum status results_read_reasons(struct result_cell *cell, const json_t *document, const char *path,
                                 struct error *error);

/* Whether two reasons are merged: they are of one kind. Where a kind is unknown, and for
 * REASON_OUTCOME, which covers many failures, their sentences must be the same. */
bool result_reasons_alike(const struct result_reason *left, const struct result_reason *right);

#endif
