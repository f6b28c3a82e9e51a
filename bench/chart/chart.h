/* Draws the charts of a run into its folder charts/: <name>.svg, <name>.png and the <name>.tsv that
 * it is drawn from, pictures for narrow pages in narrow/, and index.tsv, which describes every
 * chart. */
#ifndef BENCH_CHART_CHART_H
#define BENCH_CHART_CHART_H

#include <stdbool.h>

#include "common/base/status.h"

struct drawing;
struct path;
struct results;

/* The folder that holds the *.gp files: the installed one, or that of the checkout.
 * STATUS_ENVIRONMENT where there is none. */
enum status plots_find(struct path *folder, struct error *error);

/* `plots_folder` is that of plots_find. A chart without data is not drawn; the index has the
 * reason. Where gnuplot is missing (STATUS_ENVIRONMENT), the TSVs and the index are written all the
 * same.
 */
enum status chart_draw_all(const char *run_folder, const char *plots_folder, struct error *error);

/* Draws other charts into a folder, whose parent must be there: writes their tables, settings and
 * lines of the index. False with errno where something cannot be written. */
typedef bool chart_draw_function(const struct drawing *drawing, const void *context);

/* Calls `draw` with an open drawing, and hands the scripts to gnuplot. `results` may be NULL where
 * `draw` does not need them. */
enum status chart_draw_into(const char *charts_folder, const char *plots_folder,
                            const struct results *results, chart_draw_function *draw,
                            const void *context, struct error *error);

/* Contracts: each chart of the tables is complete, and no name stands twice. The program calls this
 * when it starts. */
void charts_check(void);

/* The header of charts/index.tsv. `drawn` is "yes", or the reason why there is no chart. */
#define CHART_INDEX_HEADER "name\tdrawn\ttitle\tcaption\treading\tshows\n"

#endif
