/* run.json, and the summaries beside it: begun when a run begins, and completed from the
 * documents of its cells, at its end, or by `pushbench report` where the run was killed.
 *
 * A begun run.json has everything but what the cells say; its outcome is RECORD_RUNNING. */
#ifndef BENCH_RESULTS_RECORD_H
#define BENCH_RESULTS_RECORD_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/base/status.h"

#define RECORD_RUNNING "running"

/* Takes out of a cell.json what neither run.json nor the summaries need. */
void record_trim(json_t *document);

/* Writes run.json as it is, in one step: a reader sees the old one or this. */
enum status record_write(const json_t *record, const char *folder, struct error *error);

/* Puts what the cells say into the record, with its outcome, and writes summary.tsv,
 * summary.csv, metrics.txt and run.json. `documents` has for each cell of the record its
 * `repeats` trimmed documents, NULL for those that are not there. */
enum status record_complete(json_t *record, json_t *const *documents, size_t repeats,
                            const char *outcome, const char *folder, struct error *error);

/* Completes a folder whose run did not come to its end, from the cells that are there, and says
 * on standard error which are not. Nothing where the run did. STATUS_CHECK where run.json cannot
 * be understood, STATUS_ENVIRONMENT where the folder cannot be written. */
enum status record_recover(const char *folder, struct error *error);

#endif
