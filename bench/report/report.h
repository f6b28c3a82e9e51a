/* A run on one page: report.html, which opens offline, and report.md beside it. */
#ifndef BENCH_REPORT_REPORT_H
#define BENCH_REPORT_REPORT_H

#include "common/base/status.h"

/* Reads the run's folder and its charts/, where chart_draw_all has been; without
 * charts the page says so. */
enum status report_write(const char *run_folder, struct error *error);

#endif
