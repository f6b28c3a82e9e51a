/* Writes a comparison as Markdown, to be a comment on a pull request. */
#ifndef BENCH_COMPARE_COMPARISON_MARKDOWN_H
#define BENCH_COMPARE_COMPARISON_MARKDOWN_H

#include <stdio.h>

#include "bench/compare/run_comparison.h"

/* What was found stands first, then a table of what is called different; all figures are in a part
 * that is folded at first (GitHub's and GitLab's <details>). */
void comparison_write_markdown(FILE *out, const struct run_comparison *comparison);

#endif
