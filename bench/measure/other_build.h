/* Another build of the programs, with which this one takes turns in a run: found in its folder, and
 * asked for its version and for the parameters that it knows. */
#ifndef BENCH_MEASURE_OTHER_BUILD_H
#define BENCH_MEASURE_OTHER_BUILD_H

#include <jansson.h>

#include "bench/base/folder.h"
#include "bench/measure/arguments.h"
#include "bench/plan/cells.h"

struct other_build {
  struct path folder;             /* absolute */
  struct path programs[PROGRAMS]; /* by enum program */
  char *versions[PROGRAMS];       /* as in run.json: lines joined by ';' */
  /* Parameters of this build's program that the other's does not know; borrowed texts. */
  struct left_out left_out[PROGRAMS];
};

/* Finds the programs in the folder, or in `build` or `bin` below it. STATUS_USAGE where there are
 * none, STATUS_ENVIRONMENT where they cannot be executed, or do not answer --version and
 * --help=table. Release is safe on a zeroed struct, and needed after a failure. */
enum status other_build_find(struct other_build *other, const char *folder, struct error *error);
void other_build_release(struct other_build *other);

/* Whether the other build can run the cells. A parameter that one of its programs does not know is
 * left out of its command line where it has its default, or no effect on the cell; STATUS_USAGE
 * names one that has another value, and the cell. */
enum status other_build_check(const struct other_build *other, const struct cells *cells,
                              struct error *error);

/* Whether both builds are the same files, so that every difference is chance. */
bool other_build_is(const struct other_build *other, const char *server_program,
                    const char *client_program);

/* `versus` of run.json: a new reference. */
json_t *other_build_json(const struct other_build *other);

#endif
