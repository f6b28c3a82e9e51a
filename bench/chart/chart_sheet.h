/* Hands one chart to gnuplot: writes its settings into a script for each format, its table beside
 * the picture, and its description into charts/index.tsv. */
#ifndef BENCH_CHART_CHART_SHEET_H
#define BENCH_CHART_CHART_SHEET_H

#include <stdio.h>

#include "bench/chart/chart_files.h"
#include "bench/chart/chart_select.h"
#include "bench/results/results.h"

struct drawing {
  const struct results *results;
  const char *folder;           /* charts/ of the run */
  FILE *scripts[CHART_FORMATS]; /* one for each format; they run in parallel */
  FILE *index;
};

/* PANELS_BYTES: of a list with a text for each server. */
enum { SHEET_TEXT_BYTES = 2048, PANELS_BYTES = 8192 };

struct sheet {
  const char *name, *title, *reading;
  const char *plot; /* the .gp file, without its ending */
  char subtitle[512];
  char caption[SHEET_TEXT_BYTES]; /* which cells are left out or marked, and why */
  char shows[SHEET_TEXT_BYTES];   /* the figures in words, for those who cannot see the chart */
  struct selection selection;
  int height; /* of the wide svg, in pixels; charts of bars compute it */
};

/* Opens the chart's table, charts/<name>.tsv, for writing; NULL with errno set. */
FILE *sheet_table_open(const struct drawing *drawing, const char *name);
void sheet_table_remove(const struct drawing *drawing, const char *name);

/* Sets the subtitle (the workload), and adds to the caption which values and variants are shown. */
void sheet_describe(struct sheet *sheet, const struct results *results);

/* Appends a sentence to `caption` or `shows`; where there is no room it ends in "…". */
void sheet_say(char text[SHEET_TEXT_BYTES], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* sheet_begin writes the settings that style.gp needs, sheet_end draws. The settings of the chart's
 * own .gp file are written between them. */
void sheet_begin(const struct drawing *drawing, const struct sheet *sheet);
void sheet_end(const struct drawing *drawing, const struct sheet *sheet);

/* Set a gnuplot variable in all scripts. The `texts` of an array are separated by bars. */
void drawing_set_text(const struct drawing *drawing, const char *variable, const char *text);
void drawing_set_number(const struct drawing *drawing, const char *variable, double number);
void drawing_set_array(const struct drawing *drawing, const char *variable, const char *texts);

/* Sets the panels of panels.gp: one for each engine, with its transports, and a note on those that
 * must not be ranked. */
void sheet_set_panels(const struct drawing *drawing, const struct selection *selection);

/* The same with one for each value of the parameter `by`, in the order in which the cells have
 * them; returns how many. A value has no spaces. */
size_t sheet_set_panels_by(const struct drawing *drawing, const struct selection *selection,
                           const char *by);

/* The name of the panel that a cell is in: its value of the parameter `by`; its server for NULL. */
const char *panel_of(const struct result_cell *cell, const char *by);

/* Writes the chart's line of the index. `drawn` is "yes", or the reason why it is not drawn. */
void sheet_index(const struct drawing *drawing, const struct sheet *sheet, const char *drawn);

#endif
