/* Runs gnuplot on a script and hears what it complains about. */
#ifndef BENCH_GNUPLOT_H
#define BENCH_GNUPLOT_H

#include <stdio.h>

#include "common/status.h"

/* Executes the files' commands, each file in a process of its own, all at once.
 * STATUS_ENVIRONMENT when gnuplot is not installed or failed, with the last line
 * of what it said; all of that goes to the log. */
enum status gnuplot_run(const char *const *script_paths, size_t count, struct error *error);

/* Writes `text` as a gnuplot string. */
void gnuplot_quote(FILE *script, const char *text);

#endif
