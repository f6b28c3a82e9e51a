/* What a text says, for tests: a failure shows the whole text. */
#ifndef TESTS_BENCH_SAYS_H
#define TESTS_BENCH_SAYS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static inline void assert_says(const char *text, const char *part) {
  if (!strstr(text, part))
    fail_msg("'%s' is not in:\n%s", part, text);
}

static inline void assert_says_not(const char *text, const char *part) {
  if (strstr(text, part))
    fail_msg("'%s' is in:\n%s", part, text);
}

static inline void assert_begins(const char *text, const char *beginning) {
  if (strncmp(text, beginning, strlen(beginning)) != 0)
    fail_msg("'%s' does not begin:\n%s", beginning, text);
}

#endif
