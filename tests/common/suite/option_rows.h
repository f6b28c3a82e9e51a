/* Compares a program's table of parameters with the rows that a test expects. Includes cmocka.h for
 * the test. */
#ifndef TESTS_COMMON_SUITE_OPTION_ROWS_H
#define TESTS_COMMON_SUITE_OPTION_ROWS_H

/* cmocka.h needs these before it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/traits.h"
#include "common/suite/options.h"

/* `cells`: a bit for each of these engines and transports, lws's short polls the highest. */
static const int row_engines[] = {ENGINE_LWS, ENGINE_CIVETWEB, ENGINE_NULL};
static const int row_transports[] = {TRANSPORT_SHORT_POLL, TRANSPORT_LONG_POLL, TRANSPORT_SSE,
                                     TRANSPORT_WEBSOCKET};

struct expected {
  const char *name;
  double minimum, maximum; /* 0 where it is no number */
  const char *fallback;
  unsigned cells;
};

static inline unsigned cells_of(const struct option *option) {
  unsigned cells = 0;
  for (size_t i = 0; i < sizeof row_engines / sizeof *row_engines; i++)
    for (size_t j = 0; j < sizeof row_transports / sizeof *row_transports; j++)
      cells = cells << 1 | option_applies(option, row_transports[j], row_engines[i]);
  return cells;
}

static inline void expect_table(const struct option *table, const struct expected *expected,
                                size_t count) {
  for (size_t i = 0; i < count; i++) {
    const struct option *option = option_find(table, expected[i].name, NULL);
    if (!option) {
      fail_msg("no option %s", expected[i].name);
      return;
    }
    assert_string_equal(option->name, expected[i].name);
    if (option->minimum != expected[i].minimum || option->maximum != expected[i].maximum)
      fail_msg("%s: %.17g to %.17g", option->name, option->minimum, option->maximum);
    assert_string_equal(option->fallback, expected[i].fallback);
    if (cells_of(option) != expected[i].cells)
      fail_msg("%s: cells %#x, not %#x", option->name, cells_of(option), expected[i].cells);
  }
}

#endif
