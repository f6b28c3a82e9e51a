/* Runs gnuplot on scripts, and reports its messages. */
#ifndef BENCH_CHART_GNUPLOT_H
#define BENCH_CHART_GNUPLOT_H

#include <stdio.h>

#include "common/base/status.h"

enum { GNUPLOT_SAID_BYTES = 256 };

/* Runs each script in a process of its own, all in parallel, with gnuplot's own defaults. Logs all
 * of its messages, and copies the last line of them into `said` ("" for none), even where it ended
 * well. STATUS_ENVIRONMENT when gnuplot is not installed or failed. */
enum status gnuplot_run(const char *const *script_paths, size_t count,
                        char said[GNUPLOT_SAID_BYTES], struct error *error);

/* Writes `text` as a gnuplot string. */
void gnuplot_quote(FILE *script, const char *text);

#endif
