/* Writes the report of a run: report.html, one page that needs no network, and report.md. */
#ifndef BENCH_REPORT_REPORT_H
#define BENCH_REPORT_REPORT_H

#include "common/base/status.h"

/* Reads the run's folder and the charts that chart_draw_all has drawn into it; the page says where
 * there are none. */
enum status report_write(const char *run_folder, struct error *error);

#endif
