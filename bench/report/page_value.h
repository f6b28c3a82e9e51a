/* Reads the number behind a figure that is written for people, so that tables sort by value. */
#ifndef BENCH_REPORT_PAGE_VALUE_H
#define BENCH_REPORT_PAGE_VALUE_H

/* "956 µs" is 956e-6, "1.2 kB" 1200, "12,300" 12300, "18 %" 0.18, "−2.1 ms" -0.0021. "under 0.1 %"
 * lies below 0.1 %, "over 99.9 %" above 99.9 %. Only the first figure counts; NAN for a text that
 * does not begin with one. */
double page_value(const char *text);

#endif
