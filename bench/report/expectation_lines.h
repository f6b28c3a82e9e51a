/* Prints on the terminal which limits are kept. */
#ifndef BENCH_REPORT_EXPECTATION_LINES_H
#define BENCH_REPORT_EXPECTATION_LINES_H

#include <stddef.h>
#include <stdio.h>

#include "bench/results/results.h"
#include "common/base/status.h"

enum { EXPECTATION_LINES_MAX = 10 };

/* Prints at most EXPECTATION_LINES_MAX of the limits that do not hold, those that are broken first,
 * each wrapped to `width` columns (0: not wrapped), and a line that counts all; nothing for a run
 * without limits. The errors are those of expected_load. */
enum status expectation_lines_print(FILE *out, const char *run_folder,
                                    const struct results *results, size_t width,
                                    struct error *error);

/* The same for a run that is read from its folder. */
enum status expectation_lines_of_run(FILE *out, const char *run_folder, size_t width,
                                     struct error *error);

#endif
