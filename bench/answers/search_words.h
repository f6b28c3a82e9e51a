/* Says what a search for a capacity has found, and how sure that is. */
#ifndef BENCH_ANSWERS_SEARCH_WORDS_H
#define BENCH_ANSWERS_SEARCH_WORDS_H

#include "bench/results/result_searches.h"
#include "common/base/numerals.h"

struct search_sentence {
  char text[1024];
};

/* "SSE on libwebsockets: up to 1240 users; 1300 users are too many (97 % sure). The server's
 * processor gave out first." Where there is no capacity, why, with the figures of the probe. */
struct search_sentence search_sentence(const struct result_searches *searches, size_t index);

/* "SSE on libwebsockets", with the values of other axes behind it. */
struct words search_label(const struct result_search *search);

/* The capacity, "1240 users", or why there is none: "cannot tell". */
struct words search_answer(const struct result_searches *searches, size_t index);

/* A value of the searched parameter: "1240 users"; "–" for NAN. */
struct words search_value_words(const struct result_searches *searches, double value);

/* "latency_ns.p99 below 250 ms, lost exactly 0" */
struct words search_limits_words(const struct result_searches *searches);

/* Probes of the search, without those that were disturbed. */
size_t search_probes(const struct result_searches *searches, size_t index);

#endif
