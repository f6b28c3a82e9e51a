/* The pictures of a run: whether gnuplot has drawn them. */
#ifndef BENCH_CHART_FILES_H
#define BENCH_CHART_FILES_H

#include "common/status.h"

enum { CHART_FORMATS = 2 };

/* The endings of the files: "svg", "png". */
extern const char *const chart_formats[CHART_FORMATS];

/* Removes a chart's pictures, so that one of an earlier drawing is not taken for a new one. */
void chart_files_remove(const char *charts_folder, const char *name);

/* Whether every chart that index.tsv calls drawn is there in each format, whole to its last
 * bytes. Else STATUS_ENVIRONMENT with the first one that is not, and with `said`, gnuplot's
 * last words ("" for none). */
enum status chart_files_check(const char *charts_folder, const char *said, struct error *error);

#endif
