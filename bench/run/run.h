/* One run: carries out each cell of an experiment, and writes the folder of results. */
#ifndef BENCH_RUN_RUN_H
#define BENCH_RUN_RUN_H

#include <stddef.h>

#include "common/base/status.h"
#include "common/base/version.h"

struct run_request {
  const char *experiment;  /* a path, or the name of an experiment of the project */
  const char *const *sets; /* "key=value", in order */
  size_t set_count;
  const char *out;     /* the folder to write; NULL for a new one in results/ */
  const char *command; /* what the user typed, for run.json */
  const char *server_program, *client_program; /* paths */
  struct build build;                          /* of this program */
};

/* Returns the documented exit codes: STATUS_CHECK when a repeat is invalid, STATUS_INTERRUPTED when
 * the user ended the run; both leave a folder. Prints the table and the report's path on standard
 * output. */
enum status run_execute(const struct run_request *request, struct error *error);

/* Draws charts and writes the report of a run's folder. */
enum status run_draw(const char *folder, struct error *error);

#endif
