/* The pictures of a run: where they are, and whether gnuplot has drawn them. */
#ifndef BENCH_CHART_CHART_FILES_H
#define BENCH_CHART_CHART_FILES_H

#include <stdbool.h>

#include "bench/base/folder.h"
#include "common/base/status.h"

enum { CHART_WIDE, CHART_NARROW, CHART_PNG, CHART_FORMATS };

struct chart_format {
  const char *terminal; /* of scripts/plots/page.gp */
  const char *folder;   /* in charts/, with a slash behind it; "" for charts/ itself */
  bool narrow;          /* for a column of CHART_NARROW_WIDTH, as telephones have it */
  const char *ending;   /* what the last bytes of a whole file contain */
};

extern const struct chart_format chart_formats[CHART_FORMATS];

/* Pixels of the svg. */
enum { CHART_WIDE_WIDTH = 1000, CHART_NARROW_WIDTH = 400 };

struct path chart_path(const char *charts_folder, const char *name, int format);

/* Removes a chart's pictures, so that one of an earlier drawing is not taken for a new one. */
void chart_files_remove(const char *charts_folder, const char *name);

/* Whether every chart that index.tsv calls drawn is there in each format, whole to its last
 * bytes. Else STATUS_ENVIRONMENT with the first one that is not, and with `said`, gnuplot's
 * last words ("" for none). */
enum status chart_files_check(const char *charts_folder, const char *said, struct error *error);

#endif
