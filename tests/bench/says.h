/* Checks that a text contains another; a failure shows the whole text. NULL contains nothing. */
#ifndef TESTS_BENCH_SAYS_H
#define TESTS_BENCH_SAYS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static inline void assert_says(const char *text, const char *part) {
  if (!text || !strstr(text, part))
    fail_msg("'%s' is not in:\n%s", part, text ? text : "(nothing)");
}

static inline void assert_says_not(const char *text, const char *part) {
  if (text && strstr(text, part))
    fail_msg("'%s' is in:\n%s", part, text);
}

static inline void assert_begins(const char *text, const char *beginning) {
  if (!text || strncmp(text, beginning, strlen(beginning)) != 0)
    fail_msg("'%s' does not begin:\n%s", beginning, text ? text : "(nothing)");
}

static inline void assert_ends(const char *text, const char *end) {
  const char *said = text ? text : "(nothing)";
  size_t bytes = strlen(said), end_bytes = strlen(end);
  if (bytes < end_bytes || strcmp(said + bytes - end_bytes, end) != 0)
    fail_msg("'%s' does not end:\n%s", end, said);
}

#endif
