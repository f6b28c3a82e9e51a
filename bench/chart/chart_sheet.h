/* One chart on its way to gnuplot: its settings go into a script for each format,
 * its table beside the picture, its description into charts/index.tsv. */
#ifndef BENCH_CHART_CHART_SHEET_H
#define BENCH_CHART_CHART_SHEET_H

#include <stdio.h>

#include "bench/chart/chart_files.h"
#include "bench/chart/chart_select.h"
#include "bench/results/results.h"

struct drawing {
  const struct results *results;
  const char *folder;           /* charts/ of the run */
  FILE *scripts[CHART_FORMATS]; /* the formats are drawn side by side */
  FILE *index;
};

enum { SHEET_TEXT_BYTES = 2048 };

struct sheet {
  const char *name, *title, *reading;
  const char *plot; /* the .gp file, without its ending */
  char subtitle[512];
  char caption[SHEET_TEXT_BYTES]; /* what is left out or marked, and why */
  char shows[SHEET_TEXT_BYTES];   /* the chart's figures in words, for those who do not see it */
  struct selection selection;
  int height; /* of the wide svg, in pixels; bars find theirs by themselves */
};

/* The chart's table, charts/<name>.tsv; NULL with errno set. */
FILE *sheet_table_open(const struct drawing *drawing, const char *name);
void sheet_table_remove(const struct drawing *drawing, const char *name);

/* Fills subtitle (the workload) and caption (which values of what varies are shown). */
void sheet_describe(struct sheet *sheet, const struct results *results);

/* One more sentence behind a caption, or behind what a chart shows; where that is full it ends in
 * "…". */
void sheet_say(char text[SHEET_TEXT_BYTES], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Settings that style.gp needs; those of the chart's own .gp file follow, then
 * sheet_end, which draws. */
void sheet_begin(const struct drawing *drawing, const struct sheet *sheet);
void sheet_end(const struct drawing *drawing, const struct sheet *sheet);

/* `texts` of an array are separated by bars. */
void drawing_set_text(const struct drawing *drawing, const char *variable, const char *text);
void drawing_set_number(const struct drawing *drawing, const char *variable, double number);
void drawing_set_array(const struct drawing *drawing, const char *variable, const char *texts);

/* The panels of panels.gp: an engine each, with the transports that it shows and those of them
 * that are not to be ranked. */
void sheet_set_panels(const struct drawing *drawing, const struct selection *selection);

/* `drawn` is "yes", or why the chart is not there. */
void sheet_index(const struct drawing *drawing, const struct sheet *sheet, const char *drawn);

#endif
