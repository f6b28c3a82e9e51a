/* The log of a run's executions, executions.tsv: a line for each one that is finished, in the order
 * in which they ran, with the checksum of its cell.json. A run that was interrupted goes on from it
 * (bench/run/run_resume.c). */
#ifndef BENCH_RESULTS_EXECUTIONS_H
#define BENCH_RESULTS_EXECUTIONS_H

#include <stddef.h>
#include <stdint.h>

#include "bench/base/folder.h"
#include "common/base/status.h"

/* One line. */
struct execution {
  size_t round; /* the repeat, from 1 */
  char *cell;
  uint64_t seed; /* of its schedules: bench/plan/round.h */
  uint64_t checksum;
};

struct executions {
  struct execution *items;
  size_t count;
};

/* The cell.json of an execution. */
struct path execution_path(const char *folder, const char *cell, size_t round);

/* Begins the log of a run. STATUS_ENVIRONMENT, here and below, where a file cannot be read or
 * written. */
enum status executions_begin(const char *folder, struct error *error);

/* Adds an execution whose cell.json is written. */
enum status executions_add(const char *folder, size_t round, const char *cell, uint64_t seed,
                           struct error *error);

/* Reads the log. A last line that was cut off, as by a full disk, is removed from the file.
 * STATUS_CHECK for any other line that executions_add did not write, and where there is no log. */
enum status executions_read(struct executions *executions, const char *folder, struct error *error);

/* Whether the cell.json of the execution is as it was written. STATUS_USAGE says that it is not. */
enum status execution_check(const struct execution *execution, const char *folder,
                            struct error *error);

/* Safe on a zeroed struct. */
void executions_release(struct executions *executions);

#endif
