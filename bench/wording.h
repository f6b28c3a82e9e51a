/* How figures and names are written for people: "482 µs", "1.2 kB", "long poll". */
#ifndef BENCH_WORDING_H
#define BENCH_WORDING_H

#include <stddef.h>

#include "bench/results.h"
#include "common/words.h"

/* Of interval_ms: "interval", "interval 250 ms", "interval (ms)", "250 ms". */
struct words words_param_name(const char *name);
struct words words_param(const char *name, const char *text);
struct words words_param_axis(const char *name);
struct words words_param_value(const char *name, const char *text); /* "250 ms" */

/* The varied parameters that the cell heeds: "interval 250 ms, payload 64 B";
 * empty when there are none. */
struct words words_condition(const struct results *results, const struct result_cell *cell);

/* "100 users, 10 messages/s periodic, 64 B payload, 10 s": what the cells have in
 * common. */
struct words words_workload(const struct results *results);

const char *transport_words(int transport);
const char *engine_words(int engine);
const char *transport_name(int transport); /* as in files */
const char *engine_name(int engine);
const char *verdict_words(enum verdict_grade grade);

#endif
