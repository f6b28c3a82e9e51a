/* The environment of the programs that are started: it is made for them, so that the caller's
 * variables change no figure and no chart. The locale is C (with UTF-8, which gnuplot needs). The
 * caller's variables are kept only where programs need them to be found or instrumented. Proxies,
 * other locales, settings of the allocator (MALLOC_*), preloaded libraries (LD_PRELOAD) and
 * settings of libraries are left out. */
#ifndef BENCH_BASE_ENVIRONMENT_H
#define BENCH_BASE_ENVIRONMENT_H

#include <jansson.h>

enum { ENVIRONMENT_ENTRIES_MAX = 24 };

/* "NAME=value" each, and NULL behind the last. The texts are the caller's: valid as long as its
 * environment is not changed. */
struct environment {
  const char *entries[ENVIRONMENT_ENTRIES_MAX + 1];
};

/* `caller` is an environment such as environ(7); `more` is one more entry, NULL for none. */
struct environment environment_make(char *const *caller, const char *more);

/* Puts the environment into a run.json, as members of machine: environment_set "LC_ALL=C.UTF-8",
 * environment_kept "LD_LIBRARY_PATH=/opt/lib", environment_left_out "http_proxy MALLOC_ARENA_MAX";
 * null where there is none. PATH, HOME and TMPDIR are kept but not named, for they change no
 * figure. Of the variables that are left out, those are named that could have changed a figure,
 * without their values: a proxy's address may hold a password. */
void environment_put(json_t *record, char *const *caller);

#endif
