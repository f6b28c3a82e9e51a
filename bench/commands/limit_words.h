/* Reads --expect, --fail-on and --base. */
#ifndef BENCH_COMMANDS_LIMIT_WORDS_H
#define BENCH_COMMANDS_LIMIT_WORDS_H

#include <stdbool.h>

#include "bench/run/limits_request.h"

/* Makes room for as many arguments as the command line has; false without memory. Release is safe
 * on a zeroed struct. */
bool limit_words_begin(struct limits_request *request, int argc);
void limit_words_release(struct limits_request *request);

/* Takes the argument at argv[*at], if it is one of these, and moves *at to the last word that it
 * used; false for any other. */
bool limit_words_take(struct limits_request *request, int argc, char *const *argv, int *at);

#endif
