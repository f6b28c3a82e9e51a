/* Runs gnuplot on a script and hears what it complains about. */
#ifndef BENCH_CHART_GNUPLOT_H
#define BENCH_CHART_GNUPLOT_H

#include <stdio.h>

#include "common/base/status.h"

enum { GNUPLOT_SAID_BYTES = 256 };

/* Executes the files' commands, each file in a process of its own, all at once, with
 * gnuplot's own defaults. STATUS_ENVIRONMENT when gnuplot is not installed or failed. The
 * last line of what it complained about is put into `said`, "" for none, even where it ended
 * well; all of that goes to the log. */
enum status gnuplot_run(const char *const *script_paths, size_t count,
                        char said[GNUPLOT_SAID_BYTES], struct error *error);

/* Writes `text` as a gnuplot string. */
void gnuplot_quote(FILE *script, const char *text);

#endif
