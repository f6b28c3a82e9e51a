/* The command lines of the programs for one cell. */
#ifndef BENCH_MEASURE_ARGUMENTS_H
#define BENCH_MEASURE_ARGUMENTS_H

#include <stddef.h>

#include "bench/measure/certificate.h"
#include "bench/plan/cells.h"
#include "common/base/status.h"

enum program { PROGRAM_SERVER, PROGRAM_CLIENT, PROGRAMS };

struct arguments {
  char **texts; /* argv: the program first, NULL last */
  size_t count;
};

/* Every parameter that the program knows, whether it has an effect on the cell or not (of a server
 * of other people those that have one), and then
 * options of the process: `own`, names and values in turn, NULL last. `certificate` is the run's;
 * NULL without. Release is safe on a zeroed struct. */
enum status arguments_make(struct arguments *arguments, enum program program, const char *path,
                           const struct cell *cell, const struct certificate *certificate,
                           const char *const *own, struct error *error);

/* The same for `pushbench link`, whose parameters are those of the network between. */
enum status arguments_make_link(struct arguments *arguments, const char *path,
                                const struct cell *cell, const char *const *own,
                                struct error *error);
void arguments_release(struct arguments *arguments);

/* Parameters that a program of another build does not know. */
struct left_out {
  const char **names; /* borrowed texts in an owned array */
  size_t count;
};

/* Removes them from a command line. */
void arguments_leave_out(struct arguments *arguments, const struct left_out *left_out);

#endif
