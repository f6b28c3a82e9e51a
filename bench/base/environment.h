/* The environment that programs are started with: made for them, so that what happens to be
 * set where pushbench is started changes no figure and no chart. The locale is C (with UTF-8,
 * without which gnuplot complains). Of the caller's variables only those are kept that programs
 * need to be found and to be instrumented; proxies, other locales, the allocator's settings
 * (MALLOC_*), what is loaded before libraries (LD_PRELOAD) and the settings of libraries are left
 * out. */
#ifndef BENCH_BASE_ENVIRONMENT_H
#define BENCH_BASE_ENVIRONMENT_H

#include <jansson.h>

enum { ENVIRONMENT_ENTRIES_MAX = 24 };

/* "NAME=value" each, NULL behind the last. They are the caller's own texts: valid as long
 * as its environment is not changed. */
struct environment {
  const char *entries[ENVIRONMENT_ENTRIES_MAX + 1];
};

/* `caller` is an environment such as environ(7). `more`: an entry beside those that are kept, NULL
 * for none. */
struct environment environment_make(char *const *caller, const char *more);

/* What a run says of it, as members of `machine`: environment_set "LC_ALL=C.UTF-8",
 * environment_kept "LD_LIBRARY_PATH=/opt/lib", environment_left_out "http_proxy
 * MALLOC_ARENA_MAX"; null where there is nothing to say. Of what is kept PATH, HOME and TMPDIR
 * are not named, for they change no figure. Of what is left out those variables are named that
 * could have changed a figure, without their values: a proxy's address may hold a password. */
void environment_put(json_t *machine, char *const *caller);

#endif
