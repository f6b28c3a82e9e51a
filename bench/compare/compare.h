/* Compares two runs, prints what was found, and keeps it. */
#ifndef BENCH_COMPARE_COMPARE_H
#define BENCH_COMPARE_COMPARE_H

#include <stddef.h>

#include "common/base/status.h"

enum compare_form { COMPARE_TABLE, COMPARE_MARKDOWN, COMPARE_JSON };

struct compare_request {
  const char *a, *b;           /* the folders of two runs */
  const char *baseline;        /* the folder of a baseline; NULL: the newest that fits */
  const char *out;             /* as of comparison_keep; NULL: its own folder, or nothing (below) */
  const char *const *fail_ons; /* limits of changes, as of compared_limits_judge */
  size_t fail_on_count;
  enum compare_form form; /* of standard output */
};

/* Prints the comparison on standard output. The table comes with files in any case; Markdown and
 * JSON only where the request names a place for them. Without limits STATUS_CHECK where something
 * is worse in B; with limits they decide: STATUS_CHECK where one is broken, STATUS_UNKNOWN where
 * one cannot be told. The other errors are those of run_comparison_make and comparison_keep. */
enum status compare_execute(const struct compare_request *request, struct error *error);

#endif
