/* Prints an answer on the terminal: first what to choose, then why, how sure that is, and what it
 * assumes. */
#ifndef BENCH_CHOOSE_CHOICE_PRINT_H
#define BENCH_CHOOSE_CHOICE_PRINT_H

#include <stddef.h>
#include <stdio.h>

#include "bench/choose/choice.h"
#include "bench/choose/choice_words.h"

/* Sentences are broken into lines of at most `columns`; 0: each is one line. */
void choice_print(FILE *out, const struct choice *choice, const struct choice_words *words,
                  size_t columns);

#endif
