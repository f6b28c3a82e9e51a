/* The request for a run, from the command line. */
#ifndef BENCH_RUN_RUN_REQUEST_H
#define BENCH_RUN_RUN_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/run/limits_request.h"
#include "common/base/version.h"

struct run_request {
  const char *experiment;  /* a path, or the name of an experiment of the project */
  const char *const *sets; /* "key=value", in order */
  size_t set_count;
  bool quick;          /* shortens it: bench/plan/quick.h */
  const char *out;     /* the folder to write; NULL for a new one in results/ */
  bool figures_only;   /* no charts, no report and no table */
  const char *resume;  /* the folder of the run to go on with; NULL to begin one. Then `experiment`
                          may be NULL */
  const char *versus;  /* the folder of another build, with which this one takes turns; or NULL */
  bool remote;         /* servers of other people may be on other hosts */
  const char *command; /* what the user typed, for run.json */
  const char *server_program, *client_program; /* paths */
  const char *host_program;     /* pushbench itself, which starts servers of other people; a path */
  struct limits_request limits; /* beside those of the experiment */
  struct build build;           /* of this program */
};

#endif
