/* How the HTML form of a page looks. */
#ifndef BENCH_PAGE_STYLE_H
#define BENCH_PAGE_STYLE_H

#include <stdio.h>

/* The style sheet, with bench/palette.h's colours for light and dark. */
void page_style_write(FILE *html);

#endif
