/* Writes figures for people: "482 µs", "1.2 kB", "12,300". Pure. */
#ifndef COMMON_BASE_NUMERALS_H
#define COMMON_BASE_NUMERALS_H

#include <stddef.h>

enum { WORDS_BYTES = 192 };

/* A figure as text, returned by value so that one call of printf can take several. "–" stands for
 * NAN. */
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

/* The word that fits a count: "message" for 1, "messages" else; also "is" and "are". */
const char *word_for(double count, const char *one, const char *many);

struct words words_bytes(double bytes);  /* B, kB, MB, GB of 1000 */
struct words words_share(double share);  /* per cent; never rounded to 0 or 100 */
struct words words_points(double share); /* a difference of shares, in percentage points */
struct words words_times(double ratio);  /* "3.2×" */

#endif
