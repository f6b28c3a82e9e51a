/* How the HTML form of a page looks. */
#ifndef BENCH_PAGE_STYLE_H
#define BENCH_PAGE_STYLE_H

extern const char page_style[];

#endif
