/* How figures and names are written for people: "482 µs", "1.2 kB", "long poll". */
#ifndef BENCH_WORDING_H
#define BENCH_WORDING_H

#include <stddef.h>

#include "bench/results.h"

enum { WORDS_BYTES = 192 };

/* A figure as text, returned by value so that several fit into one call. "–"
 * stands for NAN. */
struct words {
  char text[WORDS_BYTES];
};

struct words words_number(double number);    /* three digits: 0.0123, 1.23, 12,300 */
struct words words_count(double count);      /* whole numbers below a million as they are */
struct words words_duration_ns(double ns);   /* ns, µs, ms or s */
struct words words_duration_us(double us);   /* of µs */
struct words words_duration_ms(double ms);   /* of ms */
struct words words_difference_ns(double ns); /* a duration with its sign */
/* A difference with its sign: "+3.2 kB", "−12 ms". */
struct words words_signed(double difference, struct words (*words)(double size));

struct words words_bytes(double bytes); /* B, kB, MB, GB of 1000 */
struct words words_share(double share); /* per cent; never rounded to 0 or 100 */
struct words words_times(double ratio); /* "3.2×" */

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
