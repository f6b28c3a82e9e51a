/* How parameters are written for people: "interval 250 ms". */
#ifndef BENCH_BASE_FORMATTING_H
#define BENCH_BASE_FORMATTING_H

#include "common/base/numerals.h"

/* Of interval_ms: "interval", "interval 250 ms", "interval (ms)", "250 ms". */
struct words words_param_name(const char *name);
struct words words_param(const char *name, const char *text);
struct words words_param_axis(const char *name);
struct words words_param_value(const char *name, const char *text); /* "250 ms" */

#endif
