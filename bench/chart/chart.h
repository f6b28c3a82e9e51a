/* The charts of a run: charts/<name>.svg, .png and the .tsv each is drawn from, the same for
 * narrow pages in charts/narrow/, and charts/index.tsv, which says of every chart what it
 * shows. */
#ifndef BENCH_CHART_CHART_H
#define BENCH_CHART_CHART_H

#include "common/base/status.h"

/* Reads the run's folder, writes into its charts/. `plots_folder` holds the *.gp
 * files. A chart without data is not drawn; the index says why. The TSVs and the
 * index are written even where gnuplot is missing (STATUS_ENVIRONMENT). */
enum status chart_draw_all(const char *run_folder, const char *plots_folder, struct error *error);

/* Contracts: each chart of the tables is complete, and no name stands twice. The program calls it
 * when it starts. */
void charts_check(void);

/* charts/index.tsv has a header and these columns, in this order. `drawn` is
 * "yes", or the reason why there is none. */
#define CHART_INDEX_HEADER "name\tdrawn\ttitle\tcaption\treading\tshows\n"

#endif
