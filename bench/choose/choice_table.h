/* The tables of an answer, as texts for whichever form they are shown in. */
#ifndef BENCH_CHOOSE_CHOICE_TABLE_H
#define BENCH_CHOOSE_CHOICE_TABLE_H

#include <stddef.h>
#include <stdio.h>

#include "bench/choose/choice.h"
#include "common/base/numerals.h"

enum { CHOICE_COLUMNS = 8, PROJECTION_COLUMNS = 9, PROJECTION_SIZES_MAX = 4 };

extern const char *const choice_titles[CHOICE_COLUMNS];
extern const char *const projection_titles[PROJECTION_COLUMNS];

struct table_row {
  struct words cells[PROJECTION_COLUMNS]; /* the greater of both numbers of columns */
};

/* A candidate: what it is, its latency, whether it is in time, and what a user takes. */
struct table_row choice_row(const struct choice *choice, size_t index);

/* 1,000, 100,000 and 10,000,000 users, and as many as the case has; ascending. Returns how many. */
size_t projection_sizes(const struct choice *choice, double out[static PROJECTION_SIZES_MAX]);

/* A candidate for so many users. */
struct table_row projection_row(const struct choice *choice, size_t index, double users);

/* "12.3 USD", "85.1 kB/s", "0.2 requests/s", "0.012 cores", "2.45 MB". */
struct words cost_words(const struct choice *choice, enum case_currency currency, double cost);

/* "90", "20,000". */
struct words users_words(double users);

/* "money", "bytes", "requests", "processor time", "memory". */
const char *currency_words(enum case_currency currency);

/* "42.1 ms"; where the value is not known, "≤ 42.1 ms", or "> 1.00 ms" where only that is known. */
struct words latency_words(const struct candidate *candidate);

/* Writes the candidates below a row of names: transport, setting_s, latency_ms, latency_low_ms,
 * latency_high_ms, in_time (yes, no, unknown), wire_bytes_per_user_s, cpu_us_per_user_s,
 * bytes_front, cpu_front (1 or 0), answer (1 or 0). A field is empty where there is no value. */
void choice_front_write(FILE *out, const struct choice *choice);

/* Writes choose_front.tsv into a run's folder. */
enum status choice_front_file_write(const struct choice *choice, const char *run_folder,
                                    struct error *error);

const char *in_time_name(enum in_time in_time);

#endif
