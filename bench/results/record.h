/* Writes run.json and the summaries beside it. run.json is written when a run begins, without the
 * cells' figures and with the outcome RECORD_RUNNING. It is completed from the cells' documents
 * when the run ends, or by `pushbench report` where the run was killed. */
#ifndef BENCH_RESULTS_RECORD_H
#define BENCH_RESULTS_RECORD_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/base/status.h"

#define RECORD_RUNNING "running"

/* Removes the members of a cell.json that neither run.json nor the summaries need. */
void record_trim(json_t *document);

/* Replaces run.json in one step: a reader sees the old file or the new one, never a part. */
enum status record_write(const json_t *record, const char *folder, struct error *error);

/* Adds the summaries of what is there to the record of a run that goes on, and writes the same
 * files. The outcome stays RECORD_RUNNING. */
enum status record_update(json_t *record, json_t *const *documents, size_t repeats,
                          const char *folder, struct error *error);

/* Adds the cells' summaries and the outcome to the record, and writes summary.tsv, summary.csv,
 * metrics.txt and run.json. `documents` has `repeats` trimmed documents for each cell of the
 * record, NULL for those that are missing. */
enum status record_complete(json_t *record, json_t *const *documents, size_t repeats,
                            const char *outcome, const char *folder, struct error *error);

/* Completes the folder of a run that was killed from the cells that were finished, and warns of the
 * others. Does nothing where the run came to its end. STATUS_CHECK where run.json cannot be
 * understood, STATUS_ENVIRONMENT where the folder cannot be written. */
enum status record_recover(const char *folder, struct error *error);

#endif
