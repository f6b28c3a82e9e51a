/* Names the picture files of charts, and checks that gnuplot has drawn them. */
#ifndef BENCH_CHART_CHART_FILES_H
#define BENCH_CHART_CHART_FILES_H

#include <stdbool.h>

#include "bench/base/folder.h"
#include "common/base/status.h"

enum { CHART_WIDE, CHART_NARROW, CHART_PNG, CHART_FORMATS };

struct chart_format {
  const char *terminal; /* of scripts/plots/page.gp */
  const char *folder;   /* in charts/, ending in a slash; "" for charts/ itself */
  bool narrow;          /* CHART_NARROW_WIDTH wide, for telephones */
  const char *ending;   /* is in the last bytes of a complete file */
};

extern const struct chart_format chart_formats[CHART_FORMATS];

/* Pixels of the svg. */
enum { CHART_WIDE_WIDTH = 1000, CHART_NARROW_WIDTH = 400 };

struct path chart_path(const char *charts_folder, const char *name, int format);

/* Removes a chart's pictures, so that an old one is never taken for a new one. */
void chart_files_remove(const char *charts_folder, const char *name);

/* The whole file as a text: malloc'd, NULL where there is none. */
char *chart_file_text(const char *path);

/* Calls `visit` for each chart that index.tsv calls drawn, until one fails. STATUS_ENVIRONMENT
 * where there is no index. */
typedef enum status chart_visit(const char *charts_folder, const char *name, const void *context,
                                struct error *error);
enum status chart_files_each(const char *charts_folder, chart_visit *visit, const void *context,
                             struct error *error);

/* Checks that every chart that index.tsv calls drawn has a complete file in each format. Otherwise
 * STATUS_ENVIRONMENT, with the first one that has not and with `said`, gnuplot's last message (""
 * for none). */
enum status chart_files_check(const char *charts_folder, const char *said, struct error *error);

#endif
