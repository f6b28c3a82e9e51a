/* Writes a comparison into files. */
#ifndef BENCH_COMPARE_COMPARISON_FILES_H
#define BENCH_COMPARE_COMPARISON_FILES_H

#include "bench/base/folder.h"
#include "bench/compare/run_comparison.h"

/* `out` is a picture, where it ends in .svg or .png: then the chart alone is written. Otherwise it
 * is a folder, which is made where it is not there: compare.md, compare.json and charts/ are
 * written into it. NULL: results/compare-<UTC time>-<experiment>. *written becomes the picture, or
 * the folder. Where gnuplot fails the other files are there all the same. */
enum status comparison_keep(const struct run_comparison *comparison, const char *out,
                            struct path *written, struct error *error);

#endif
