/* How the HTML form of a page looks. */
#ifndef BENCH_REPORT_PAGE_STYLE_H
#define BENCH_REPORT_PAGE_STYLE_H

#include <stdio.h>

/* The style sheet, with bench/chart/palette.h's colours for light and dark. */
void page_style_write(FILE *html);

#endif
