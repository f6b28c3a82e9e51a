/* Draws the charts of a run into its folder charts/: <name>.svg, <name>.png and the <name>.tsv that
 * it is drawn from, pictures for narrow pages in narrow/, and index.tsv, which describes every
 * chart. */
#ifndef BENCH_CHART_CHART_H
#define BENCH_CHART_CHART_H

#include "common/base/status.h"

/* `plots_folder` holds the *.gp files. A chart without data is not drawn; the index has the reason.
 * Where gnuplot is missing (STATUS_ENVIRONMENT), the TSVs and the index are written all the same.
 */
enum status chart_draw_all(const char *run_folder, const char *plots_folder, struct error *error);

/* Contracts: each chart of the tables is complete, and no name stands twice. The program calls this
 * when it starts. */
void charts_check(void);

/* The header of charts/index.tsv. `drawn` is "yes", or the reason why there is no chart. */
#define CHART_INDEX_HEADER "name\tdrawn\ttitle\tcaption\treading\tshows\n"

#endif
